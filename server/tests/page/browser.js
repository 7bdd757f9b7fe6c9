// A real browser, and what every test of it watches: whatever the page does, nothing may go wrong beside it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';

import { chromium } from 'playwright-core';

/// What run.py made: addresses of servers, and requests.
export const world = JSON.parse(process.env.WORLD);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Nothing of its own: no sandbox, since tests may run as root; no calls to anybody.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
});
after(() => browser?.close());

/// Where the link in a mail leads.
export function link(request, origin = world.origin) {
  return `${origin}/gdpr-requests?Hash=${request.hash}&PersonalDataRequestID=${request.id}`;
}

/// Where the link in the mail about an approved erasure leads.
export function cancelLink(request) {
  return `${world.origin}/gdpr-requests/cancel?Hash=${request.hash}&PersonalDataRequestID=${request.id}`;
}

/// A request that nobody has confirmed and no other test uses.
export function fresh() {
  const request = world.fresh.shift();
  assert.ok(request, 'run.py makes enough requests');
  return request;
}

/// What the database says about a request, however the page came to say what it says.
export function state(request, directory = world.directory) {
  const shown = execFileSync(world.binary, ['request', 'show', request.id, '--json'], { cwd: directory });
  return JSON.parse(shown).state;
}

/// Opens a window for `body`, which is given a page. Fails when the page asked another origin for anything, left
/// anything in the browser, told others where it was, or when the browser complained about it.
///
/// `expected`: complaints that belong to the test, as regular expressions.
export async function visit(options, body, expected = []) {
  const { origin = world.origin, ...settings } = options;
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...settings });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on('console', (message) => {
    const where = message.location().url;
    // The browser notes every document that is not a 200. Which status it is, is for tests to look at.
    const isOwnStatus = where === page.url() && /^Failed to load resource: .* status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isOwnStatus) complaints.push(`${message.text()} (${where})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request));
  try {
    await body(page, requests, context);
    const unexpected = complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], 'the browser complains');
    for (const request of requests) {
      assert.equal(new URL(request.url()).origin, origin, 'a call to somebody else');
      assert.ok(!(await request.allHeaders()).referer, 'the address of the page was told');
    }
    assert.deepEqual(await context.cookies(), []);
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  } finally {
    await context.close();
  }
}

/// Checks everything that axe can check. Needs scripts: axe waits for timers.
export async function accessible(page) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate((values) => axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(found, [], page.url());
  assert.ok(passes.some(({ id }) => id === 'color-contrast'), 'contrast was looked at');
}

/// Whether all of the page can be read without moving it sideways.
export async function fits(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${content} px in ${window} px: ${page.url()}`);
}

/// Keeps a picture, for people to look at, in the folder that SCREENSHOTS names.
export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/// The heading of the page, once it is this one.
export async function heading(page, text) {
  await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
}
