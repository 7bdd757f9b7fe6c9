// What a script asks for can fail in many ways. The form is still there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

import { accessible, fresh, heading, link, picture, state, visit, world } from './browser.js';

const FIRST = 'Thank you. Your request is confirmed';

const failures = {
  'a call that does not arrive': (route) => route.abort('connectionreset'),
  'a proxy that knows no PUT': (route) => route.fulfill({ status: 405, contentType: 'text/html', body: '<p>no</p>' }),
  'an answer that is no JSON': (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>hello</p>' }),
  'an answer that says something else': (route) => route.fulfill({ status: 200, json: { infos: [{ causes: [{ code: 'x' }] }] } }),
  'an answer without a word': (route) => route.fulfill({ status: 200, json: {} }),
  'a redirect to somewhere else': (route) => route.fulfill({ status: 302, headers: { location: 'http://other.example/' } }),
};

for (const [name, fail] of Object.entries(failures)) {
  test(`after ${name} the form is sent`, async () => {
    const request = fresh();
    await visit({}, async (page, requests) => {
      await page.route('**/confirmations', fail);
      await page.goto(link(request));
      await page.getByRole('button').click();
      await heading(page, FIRST);
      assert.equal(requests.filter((it) => it.method() === 'POST').length, 1);
    }, [/Failed to load resource/, /net::ERR_/, /redirect/i]);
    assert.equal(state(request), 'confirmed');
  });
}

test('who is offline is told so, and can go on afterwards', async () => {
  const request = fresh();
  await visit({}, async (page, _, context) => {
    await page.goto(link(request));
    await context.setOffline(true);
    await page.getByRole('button').click();
    await page.getByRole('status').getByText('You seem to be offline').waitFor();
    await accessible(page);
    assert.equal(state(request), 'pending');
    await context.setOffline(false);
    await page.getByRole('button').click();
    await heading(page, FIRST);
  }, [/net::ERR_INTERNET_DISCONNECTED/]);
});

test('while a call is under way it says so', async () => {
  const request = fresh();
  await visit({}, async (page) => {
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route('**/confirmations', async (route) => { await held; await route.continue(); });
    await page.goto(link(request));
    await page.getByRole('button').click();
    await page.getByRole('status').getByText('One moment').waitFor();
    go();
    await heading(page, FIRST);
  });
});

test('who confirms while the database cannot be written is asked to come back', async () => {
  const { directory, request } = world.locked;
  const script = 'import sqlite3, sys\nit = sqlite3.connect("gdpr.db", isolation_level=None)\n'
    + 'it.execute("BEGIN IMMEDIATE")\nprint("held", flush=True)\nsys.stdin.read()\n';
  const holder = spawn('python3', ['-c', script], { cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(holder.stdout, 'data');
    await visit({ origin: world.away }, async (page) => {
      // The call of the contract would be waited for just as long, before the form is.
      await page.route('**/confirmations', (route) => route.abort());
      await page.goto(link(request, world.away));
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === 'POST', { timeout: 60_000 }),
        page.getByRole('button').click({ timeout: 60_000 }),
      ]);
      assert.equal(answer.status(), 503);
      await heading(page, 'Please try again in a moment');
      await accessible(page);
      await picture(page, 'unavailable');
    }, [/status of 503/, /net::ERR_FAILED/]);
  } finally {
    holder.stdin.end();
    await once(holder, 'exit');
  }
  assert.equal(state(request, directory), 'pending');
  await visit({ origin: world.away }, async (page) => {
    await page.goto(link(request, world.away));
    await page.getByRole('button').click();
    await heading(page, FIRST);
  });
});
