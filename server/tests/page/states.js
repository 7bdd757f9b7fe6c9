// Every state of the page: in both languages, in light and in dark, at every width, in the colours of every shop.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { accessible, fits, heading, link, picture, visit, world } from './browser.js';

const WRONG = 'f'.repeat(64);

// Name, address, status, and its heading in English and German.
const states = [
  ...world.asked.map((request) => [`ask-${request.shop}-${request.kind}`, link(request), 200,
    'Please confirm your request', 'Bitte bestätigen Sie Ihre Anfrage']),
  ...world.confirmed.map((request) => [`repeat-${request.shop}`, link(request), 200,
    'Your request is confirmed already', 'Ihre Anfrage ist bereits bestätigt']),
  ...world.closed.map((request) => [`closed-${request.shop}`, link(request), 404,
    'This request is closed', 'Diese Anfrage ist abgeschlossen']),
  ...world.duplicate.map((request) => [`duplicate-${request.shop}`, link(request), 404,
    'You had asked for this before', 'Das hatten Sie schon angefragt']),
  ['wrong', link({ ...world.asked[0], hash: WRONG }), 422, 'This link does not work', 'Dieser Link funktioniert nicht'],
  ['unknown', link({ id: 'gone', hash: WRONG }), 404, 'This link does not work', 'Dieser Link funktioniert nicht'],
  ['incomplete', link({ ...world.asked[0], hash: '' }), 422, 'This link is not complete', 'Dieser Link ist unvollständig'],
  ['bare', `${world.origin}/gdpr-requests`, 404, 'This link is not complete', 'Dieser Link ist unvollständig'],
  ['nothing', `${world.origin}/gdpr-requests/x`, 404, 'There is no such page', 'Diese Seite gibt es nicht'],
];

const expired = world.expired.map((request) => [`expired-${request.shop}`, link(request), 404,
  'This link has expired', 'Dieser Link ist abgelaufen']);

const looks = ['en-GB', 'de-DE'].flatMap((locale) => ['light', 'dark'].map((colorScheme) => ({ locale, colorScheme })));

async function look([name, address, status, english, german], settings) {
  await visit({ ...settings, viewport: { width: 1000, height: 800 } }, async (page) => {
    const answer = await page.goto(address);
    assert.equal(answer.status(), status);
    await heading(page, settings.locale.startsWith('de') ? german : english);
    await accessible(page);
    await picture(page, `${name}-${settings.locale}-${settings.colorScheme}`);
    await page.setViewportSize({ width: 320, height: 640 });
    await fits(page);
    await picture(page, `${name}-${settings.locale}-${settings.colorScheme}-320`);
    // WCAG 2.2, success criterion 1.4.12: readers may space text as they need it.
    await page.evaluate(() => Object.assign(document.documentElement.style,
      { lineHeight: 1.5, letterSpacing: '0.12em', wordSpacing: '0.16em' }));
    await fits(page);
  });
}

for (const state of states) {
  test(`${state[0]} is accessible, and fits on small screens`, async () => {
    for (const settings of looks) await look(state, settings);
  });
}

test('an answer shown in place is accessible, in the colours of every shop', async () => {
  for (const request of world.last) {
    for (const colorScheme of ['light', 'dark']) {
      await visit({ colorScheme }, async (page) => {
        await page.goto(link(request));
        // Not sent to the server, so that it can be answered again.
        await page.route('**/confirmations', (route) =>
          route.fulfill({ json: { infos: [{ causes: [{ code: 'gdpr_request.confirmed.info' }] }] } }));
        await page.getByRole('button').click();
        await heading(page, 'Thank you. Your request is confirmed');
        await accessible(page);
        await picture(page, `first-${request.shop}-${colorScheme}`);
      });
    }
  }
});

test('with forced colours and the largest text everything is there', async () => {
  await visit({ forcedColors: 'active', viewport: { width: 640, height: 800 } }, async (page) => {
    await page.goto(link(world.asked[0]));
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    await fits(page);
    await accessible(page);
    await picture(page, 'forced-colours');
  });
});

test('who tries too many links is asked to wait, and who has the right one is not', async () => {
  await visit({ origin: world.strict }, async (page) => {
    const statuses = [];
    for (let number = 0; number < 4; number += 1) {
      statuses.push((await page.goto(link({ ...world.asked[0], hash: WRONG }, world.strict))).status());
    }
    assert.deepEqual(statuses, [422, 422, 429, 429]);
    await heading(page, 'Too many attempts');
    await accessible(page);
    await picture(page, 'throttled');
    await page.goto(link(world.asked[0], world.strict));
    await heading(page, 'Please confirm your request');
  });
});

test('a link that has ended says so', async () => {
  await sleep(Math.max(0, world.expiredAt * 1000 - Date.now()));
  for (const state of expired) {
    for (const settings of looks) await look(state, settings);
  }
});
