// What the tests with TypeScript clients share. The world comes as JSON in WORLD; each test is told as one line of JSON.

declare const process: { env: Record<string, string> };

export interface World {
    address: string;
    sites: { own: string; other: string };
    shops: { own: string; other: string };
    requests: Record<string, { id: string; hash: string }>;
    users: Record<string, { name: string; password: string; token: string }>;
    customers: { full: Record<string, unknown>; minimal: string; odd: string; company: string; other: string; leaving: string[] };
}

export const world: World = JSON.parse(process.env.WORLD);

export async function test(operation: string, status: number, name: string, body: () => Promise<void>): Promise<void> {
    let error: string | null = null;
    try {
        await body();
    } catch (caught) {
        error = caught instanceof Error ? `${caught.name}: ${caught.message}` : String(caught);
    }
    console.log(JSON.stringify({ operation, status, name, error }));
}

// Whatever the order of members is, as it says nothing in JSON.
function text(value: unknown): string {
    return JSON.stringify(value, (_, member) =>
        member !== null && typeof member === 'object' && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
            : member,
    );
}

export function equal(found: unknown, wanted: unknown, what: string): void {
    if (text(found) !== text(wanted)) {
        throw new Error(`${what} is ${text(found)} instead of ${text(wanted)}`);
    }
}

// The response of a call that has to fail with this status. Each client has an error class of its own.
export async function refused(call: Promise<unknown>, status: number): Promise<Response> {
    try {
        await call;
    } catch (error) {
        if (error instanceof Error && 'response' in error && error.response instanceof Response) {
            equal(error.response.status, status, 'status');
            return error.response;
        }
        throw error;
    }
    throw new Error(`a success instead of ${status}`);
}
