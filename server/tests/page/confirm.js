// One click.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fresh, heading, link, state, visit, world } from './browser.js';

const ASK = 'Please confirm your request';
const FIRST = 'Thank you. Your request is confirmed';
const REPEAT = 'Your request is confirmed already';

const sent = (requests, method) => requests.filter((request) => request.method() === method).length;

test('opening the page changes nothing, however often', async () => {
  const request = fresh();
  await visit({}, async (page) => {
    for (let time = 0; time < 5; time += 1) {
      await page.goto(link(request));
      await heading(page, ASK);
    }
  });
  assert.equal(state(request), 'pending');
});

test('the button confirms exactly once, shows the answer in place and moves the focus to it', async () => {
  const request = fresh();
  await visit({}, async (page, requests) => {
    await page.goto(link(request));
    assert.equal(await page.title(), `${ASK} | plain-shop`);
    await page.getByRole('button', { name: 'Confirm request' }).click();
    await heading(page, FIRST);
    assert.equal(await page.title(), `${FIRST} | plain-shop`);
    assert.equal(page.url(), link(request), 'it is still the same document');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), FIRST);
    assert.equal(await page.getByRole('button').count(), 0);
    assert.equal(sent(requests, 'PUT'), 1);
    assert.equal(sent(requests, 'POST'), 0);
    assert.equal(state(request), 'confirmed');
    await page.reload();
    await heading(page, REPEAT);
  });
});

test('a double click is one confirmation', async () => {
  const request = fresh();
  await visit({}, async (page, requests) => {
    await page.goto(link(request));
    await page.getByRole('button').dblclick();
    await heading(page, FIRST);
    assert.equal(sent(requests, 'PUT') + sent(requests, 'POST'), 1);
  });
});

test('without scripts the button sends a form, and the answer is a page that says the same', async () => {
  const request = fresh();
  await visit({ javaScriptEnabled: false }, async (page, requests) => {
    await page.goto(link(request));
    await page.getByRole('button', { name: 'Confirm request' }).click();
    await heading(page, FIRST);
    assert.equal(page.url(), `${world.origin}/gdpr-requests`, 'the hash is in no address any more');
    assert.equal(sent(requests, 'PUT'), 0);
    assert.equal(sent(requests, 'POST'), 1);
    assert.equal(state(request), 'confirmed');
    await page.goto(link(request));
    await heading(page, REPEAT);
  });
});

test('with and without scripts it is the same text', async () => {
  const texts = [];
  for (const javaScriptEnabled of [true, false]) {
    const request = fresh();
    await visit({ javaScriptEnabled }, async (page) => {
      await page.goto(link(request));
      await page.getByRole('button').click();
      await heading(page, FIRST);
      const text = await page.getByRole('main').innerText();
      // The day is written in the reader's own time by the script, and the number is another.
      texts.push(text.replaceAll(/\d{1,2}[^\n]*20\d\d[^\n]*|[0-9a-f]{32}/g, '').replaceAll(/\s+/g, ' '));
    });
  }
  assert.ok(texts[0].includes(FIRST));
  assert.equal(texts[0], texts[1]);
});

test('who confirms in two windows is thanked in one of them', async () => {
  const request = fresh();
  await visit({}, async (page, requests, context) => {
    const other = await context.newPage();
    await Promise.all([page.goto(link(request)), other.goto(link(request))]);
    await page.getByRole('button').click();
    await heading(page, FIRST);
    await other.getByRole('button').click();
    await heading(other, REPEAT);
  });
});

test('who asked for the same twice is thanked twice, and told of the earlier one afterwards', async () => {
  await visit({}, async (page) => {
    for (const request of world.twice) {
      await page.goto(link(request));
      await page.getByRole('button').click();
      await heading(page, FIRST);
    }
    await page.reload();
    await heading(page, 'You had asked for this before');
  });
  assert.deepEqual(world.twice.map((request) => state(request)), ['confirmed', 'closed']);
});

test('the keyboard is enough, and shows where it is', async () => {
  const request = fresh();
  await visit({}, async (page) => {
    await page.goto(link(request));
    await page.keyboard.press('Tab');
    const button = page.getByRole('button');
    assert.ok(await button.evaluate((it) => it === document.activeElement), 'the button is the first stop');
    assert.ok(await button.evaluate((it) => Number.parseFloat(getComputedStyle(it).outlineWidth) >= 2));
    const { width, height } = await button.boundingBox();
    assert.ok(width >= 44 && height >= 44, `${width} x ${height}`);
    await page.keyboard.press('Enter');
    await heading(page, FIRST);
  });
  assert.equal(state(request), 'confirmed');
});

test('the language is the one that the browser asks for, also for the answer', async () => {
  const request = fresh();
  await visit({ locale: 'de-AT' }, async (page) => {
    await page.goto(link(request));
    await heading(page, 'Bitte bestätigen Sie Ihre Anfrage');
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.getByRole('button', { name: 'Anfrage bestätigen' }).click();
    await heading(page, 'Vielen Dank. Ihre Anfrage ist bestätigt');
  });
});

test('times are those of the reader where scripts run, and UTC where not', async () => {
  const request = fresh();
  for (const [javaScriptEnabled, zone] of [[true, /GMT-5|EST/], [false, /UTC$/]]) {
    await visit({ javaScriptEnabled, timezoneId: 'America/New_York' }, async (page) => {
      await page.goto(link(request));
      assert.match(await page.locator('time').first().innerText(), zone);
    });
  }
});

test('below a path prefix everything is found', async () => {
  const request = fresh();
  const origin = world.prefixed;
  await visit({ origin }, async (page, requests) => {
    await page.goto(link(request, `${origin}/privacy`));
    await page.getByRole('button').click();
    await heading(page, FIRST);
    for (const request of requests) assert.ok(new URL(request.url()).pathname.startsWith('/privacy/'), request.url());
    const answers = await Promise.all(requests.map((request) => request.response()));
    assert.ok(answers.every((answer) => answer.ok()));
  });
});

test('no other site can put the page into a frame', async () => {
  const request = fresh();
  await visit({ origin: 'http://other.example' }, async (page, requests, context) => {
    await context.route('http://other.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>x</title><iframe src="${link(request)}"></iframe>` }));
    await page.goto('http://other.example/');
    await page.frames()[1].waitForLoadState();
    assert.equal(page.frames()[1].url(), 'chrome-error://chromewebdata/');
    requests.splice(0, requests.length);
  }, [/frame-ancestors 'none'/]);
});
