// Taking an approved erasure back.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, cancelLink, fits, heading, link, picture, state, visit, world } from './browser.js';

const ASK = 'Do you want to take your request back?';
const TAKEN_BACK = 'Your request has been taken back';
const ALREADY = 'Your request was taken back already';

/// An approved erasure that no other test uses.
function approved() {
  const request = world.approved.shift();
  assert.ok(request, 'run.py makes enough of them');
  return request;
}

const sent = (requests, method) => requests.filter((request) => request.method() === method).length;

test('opening the link to take a request back changes nothing, however often', async () => {
  const request = approved();
  await visit({}, async (page) => {
    for (let time = 0; time < 5; time += 1) {
      await page.goto(cancelLink(request));
      await heading(page, ASK);
    }
  });
  assert.equal(state(request), 'approved');
});

for (const javaScriptEnabled of [true, false]) {
  test(`the button takes the request back, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const request = approved();
    await visit({ javaScriptEnabled }, async (page, requests) => {
      await page.goto(cancelLink(request));
      assert.equal(await page.title(), `${ASK} | plain-shop`);
      await page.getByRole('button', { name: 'Take request back' }).click();
      await heading(page, TAKEN_BACK);
      assert.equal(page.url(), `${world.origin}/gdpr-requests/cancel`, 'the hash is in no address any more');
      assert.equal(sent(requests, 'POST'), 1);
      assert.equal(await page.getByRole('button').count(), 0);
      assert.equal(state(request), 'closed');
      await page.goto(cancelLink(request));
      await heading(page, ALREADY);
    });
  });
}

test('a double click takes a request back once, and says that it was this click', async () => {
  const request = approved();
  await visit({}, async (page, requests) => {
    await page.goto(cancelLink(request));
    await page.getByRole('button').dblclick();
    await heading(page, TAKEN_BACK);
    assert.equal(sent(requests, 'POST'), 1);
  });
});

test('the keyboard is enough to take a request back', async () => {
  const request = approved();
  await visit({}, async (page) => {
    await page.goto(cancelLink(request));
    await page.keyboard.press('Tab');
    const button = page.getByRole('button');
    assert.ok(await button.evaluate((it) => it === document.activeElement), 'the button is the first stop');
    await page.keyboard.press('Enter');
    await heading(page, TAKEN_BACK);
  });
  assert.equal(state(request), 'closed');
});

test('when it begins is said in the time of the reader', async () => {
  await visit({ timezoneId: 'America/New_York' }, async (page) => {
    await page.goto(cancelLink(world.approvedAsked[0]));
    await page.getByText('Erasure begins after').waitFor();
    assert.match(await page.locator('.until time').innerText(), /GMT-[45]|E[SD]T/);
  });
});

test('a link opens the page that it was made for, and no other', async () => {
  const request = approved();
  await visit({}, async (page) => {
    await page.goto(link(request));
    await heading(page, 'This link does not work');
  });
  assert.equal(state(request), 'approved');
});

// Name, address, status, and its heading in English and German.
const states = [
  ...world.approvedAsked.map((request) => [`ask-back-${request.shop}`, request, 200, ASK, 'Möchten Sie Ihre Anfrage zurücknehmen?']),
  ['taken-back-before', world.withdrawn, 200, ALREADY, 'Ihre Anfrage war bereits zurückgenommen'],
  ['undecided', world.revoked, 200, 'Your request is being looked at again', 'Ihre Anfrage wird noch einmal geprüft'],
  ['nothing-to-take-back', world.rejected, 404, 'This request is closed', 'Diese Anfrage ist abgeschlossen'],
  ['unknown-back', { id: 'gone', hash: 'f'.repeat(64) }, 404, 'This link does not work', 'Dieser Link funktioniert nicht'],
];

for (const [name, request, status, english, german] of states) {
  test(`${name} is accessible, and fits on small screens`, async () => {
    for (const locale of ['en-GB', 'de-DE']) {
      for (const colorScheme of ['light', 'dark']) {
        await visit({ locale, colorScheme, viewport: { width: 1000, height: 800 } }, async (page) => {
          const answer = await page.goto(cancelLink(request));
          assert.equal(answer.status(), status);
          await heading(page, locale.startsWith('de') ? german : english);
          await accessible(page);
          await picture(page, `${name}-${locale}-${colorScheme}`);
          await page.setViewportSize({ width: 320, height: 640 });
          await fits(page);
        });
      }
    }
  });
}

test('that a request was taken back is accessible', async () => {
  const request = approved();
  await visit({ locale: 'de-DE' }, async (page) => {
    await page.goto(cancelLink(request));
    await page.getByRole('button', { name: 'Anfrage zurücknehmen' }).click();
    await heading(page, 'Ihre Anfrage ist zurückgenommen');
    await accessible(page);
    await picture(page, 'taken-back');
  });
});
