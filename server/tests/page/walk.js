// The walk of docs/first-data-request.md with real parts: the management API, an SMTP server, a browser.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { heading, visit, world } from './browser.js';

const { origin, mails, directory, shop, customer, user } = world.walk;

/// A call of the management API by somebody of staff.
async function call(method, path, body) {
  const answer = await fetch(new URL(path, `${origin}/rest/data-requests/`), {
    method,
    body: body && JSON.stringify(body),
    headers: {
      authorization: `Basic ${Buffer.from(user).toString('base64')}`,
      ...(body && { 'content-type': 'application/json' }),
    },
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/// All mails that arrived, once there are so many.
async function arrived(count) {
  for (let waited = 0; waited < 600; waited += 1) {
    const files = readdirSync(mails).filter((name) => name.endsWith('.json'));
    if (files.length >= count) return files.sort().map((name) => JSON.parse(readFileSync(`${mails}/${name}`)));
    await setTimeout(50);
  }
  throw new Error(`${count} mails do not arrive`);
}

function command(...words) {
  return execFileSync(world.binary, words, { cwd: directory, encoding: 'utf8' });
}

test('a request goes from the first call over mail and page to its end, and all of it is in the history', async () => {
  const made = await call('POST', 'requests', { type: 'access', shop, subject: { customerNumber: customer }, language: 'de' });
  assert.equal(made.state, 'pending');

  const [confirmation] = await arrived(1);
  assert.deepEqual(confirmation.to, ['erika@example.org'], 'the address on file');
  const link = confirmation.text.match(/http\S+/)[0];
  assert.ok(link.startsWith(`${origin}/gdpr-requests?`), link);

  await visit({ origin, locale: 'de-DE' }, async (page) => {
    await page.goto(link);
    assert.equal((await call('GET', `requests/${made.id}`)).state, 'pending', 'opening the link changes nothing');
    await page.getByRole('button').click();
    await heading(page, 'Vielen Dank. Ihre Anfrage ist bestätigt');
  });
  const confirmed = await call('GET', `requests/${made.id}`);
  assert.equal(confirmed.state, 'confirmed');
  assert.equal(confirmed.dueAt, made.dueAt);

  const [, ...later] = await arrived(3);
  assert.deepEqual(later.map((mail) => mail.to[0]).sort(), ['erika@example.org', 'staff@shop.example']);
  const notice = later.find((mail) => mail.to[0] === 'staff@shop.example');
  assert.ok(notice.text.includes(made.id) && !notice.text.includes('erika'), 'staff is told of the request, and of nobody');

  await call('POST', `requests/${made.id}/closure`, { note: 'Sent by registered letter' });
  const { events } = await call('GET', `requests/${made.id}/history`);
  const told = events.map(({ actor, action }) => `${actor} ${action}`).filter((line) => !line.startsWith('service '));
  assert.deepEqual(told, ['staff:officer created', 'subject confirmed', 'staff:officer closed']);
  assert.equal(events.filter(({ action }) => action === 'mail-sent').length, 3);
  assert.equal(events.at(-1).text, 'Sent by registered letter');
  assert.match(command('audit', 'verify'), /is what was written/);
});
