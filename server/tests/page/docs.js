// The page at the root, and the documentation: the contracts are shown as their files are, and can be tried out.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accessible, fits, fresh, heading, picture, state, visit, world } from './browser.js';

const CONTRACTS = ['data-requests', 'icm-gdpr', 'iom-gdpr'];

test('the page at the root and the list of contracts can be read by everybody, in English and in German', async () => {
  for (const [locale, index, docs] of [
    ['en-GB', 'Data requests', 'Documentation'],
    ['de-DE', 'Datenschutzanfragen', 'Dokumentation'],
  ]) {
    for (const colorScheme of ['light', 'dark']) {
      await visit({ locale, colorScheme, viewport: { width: 320, height: 640 } }, async (page) => {
        await page.goto(`${world.origin}/`);
        await heading(page, index);
        await accessible(page);
        await fits(page);
        await picture(page, `index-${locale}-${colorScheme}`);
        await page.getByRole('link').first().click();
        await heading(page, docs);
        await accessible(page);
        await fits(page);
        await picture(page, `docs-${locale}-${colorScheme}`);
      });
    }
  }
});

test('the list leads to every contract, and hands its file out', async () => {
  await visit({ acceptDownloads: true }, async (page) => {
    for (const name of CONTRACTS) {
      await page.goto(`${world.origin}/docs`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: `Download ${name}` }).click(),
      ]);
      assert.match(download.suggestedFilename(), new RegExp(`^${name}-[0-9.]+\\.yaml$`));
      await page.getByRole('link', { name: `Read ${name}`, exact: true }).click();
      assert.equal(page.url(), `${world.origin}/docs/${name}`);
    }
  });
});

/// Opens a contract, and its operation with this id.
async function operation(page, origin, contract, tag, id) {
  await page.goto(`${origin}/docs/${contract}`);
  const block = page.locator(`#operations-${tag}-${id}`);
  await block.locator('.opblock-summary-control').click();
  return block;
}

test('every contract is shown with its version, its operations and its examples', async () => {
  for (const [contract, tag, id, example] of [
    ['icm-gdpr', 'Confirmation', 'ConfirmGDPRRequest', 'gdpr_request.confirmed.info'],
    ['iom-gdpr', 'Shop', 'getCustomer', 'BB002'],
    ['data-requests', 'Requests', 'createDataRequest', 'customerNumber'],
  ]) {
    await visit({ viewport: { width: 1200, height: 900 } }, async (page) => {
      const file = await page.request.get(`${world.origin}/openapi/${contract}.yaml`);
      const [, version] = /^ {2}version: '?([0-9.]+)'?$/m.exec(await file.text());
      const block = await operation(page, world.origin, contract, tag, id);
      await page.locator('.info .version', { hasText: version }).first().waitFor();
      await block.locator('.responses-wrapper .example', { hasText: example }).first().waitFor();
      assert.equal(await page.locator('.errors-wrapper').count(), 0);
      await picture(page, `docs-${contract}`);
    });
  }
});

for (const prefix of ['', '/privacy']) {
  test(`a confirmation that is tried out below "${prefix}" is confirmed by this server`, async () => {
    const request = fresh();
    const host = prefix ? world.prefixed : world.origin;
    await visit({ origin: host, viewport: { width: 1200, height: 900 } }, async (page, requests) => {
      const block = await operation(page, host + prefix, 'icm-gdpr', 'Confirmation', 'ConfirmGDPRRequest');
      await page.locator('[data-variable=siteName]').fill('plain-shop-site');
      await page.locator('[data-variable=appUrl]').fill('-');
      await block.getByRole('button', { name: 'Try it out' }).click();
      await block.getByPlaceholder('request-id').fill(request.id);
      await block.locator('textarea.body-param__text').fill(JSON.stringify({ hash: request.hash }));
      await block.getByRole('button', { name: 'Execute' }).click();
      await block.locator('.live-responses-table', { hasText: 'gdpr_request.confirmed.info' }).waitFor();
      const [put] = requests.filter((it) => it.method() === 'PUT');
      assert.equal(
        put.url(), `${host}${prefix}/INTERSHOP/rest/WFS/plain-shop-site/-/gdpr-requests/${request.id}/confirmations`,
      );
      assert.equal(put.headers().accept, 'application/vnd.intershop.gdpr.v1+json');
    });
    assert.equal(state(request), 'confirmed');
  });
}

test('a customer that is asked for without credentials is refused, and with credentials goes to this server', async () => {
  await visit({ viewport: { width: 1200, height: 900 } }, async (page, requests) => {
    const block = await operation(page, world.origin, 'iom-gdpr', 'Shop', 'getCustomer');
    await block.getByRole('button', { name: 'Try it out' }).click();
    await block.getByPlaceholder('shopName').fill('plain-shop');
    await block.getByPlaceholder('shopCustomerNumber').fill('P-0');
    await block.getByRole('button', { name: 'Execute' }).click();
    await block.locator('.live-responses-table', { hasText: 'caller.unauthenticated.error' }).waitFor();
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const dialog = page.locator('.modal-ux');
    await dialog.locator('[name=username]').fill('nobody-here');
    await dialog.locator('[name=password]').fill('wrong');
    await dialog.getByRole('button', { name: /Apply credentials/ }).first().click();
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    await block.getByRole('button', { name: 'Execute' }).click();
    await page.waitForFunction(() => document.querySelector('.curl')?.textContent.includes('Authorization: Basic'));
    const calls = requests.filter((it) => it.url() === `${world.origin}/rest/gdpr/shops/plain-shop/customers/P-0`);
    assert.deepEqual(calls.map((it) => it.headers().authorization?.split(' ')[0]), [undefined, 'Basic']);
  }, [/status of 401/]);
});

test('without scripts a contract can still be downloaded', async () => {
  await visit({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${world.origin}/docs/icm-gdpr`);
    await page.getByText('The contract is shown here by scripts').waitFor();
    await page.getByRole('link', { name: 'Download icm-gdpr' }).waitFor();
  });
});
