/** The console on the real server: a person signs in with the printed link and follows a hit from the overview to its account. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { browserTestMillis, launchBrowser, openVisit } from '../../console/test/support/browser.ts';

vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });

const bin = fileURLToPath(new URL('../bin/lapwing.js', import.meta.url));
let data: string;
let server: ChildProcess;
let browser: Browser;
let started: { readonly address: string; readonly signIn: string };

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'lapwing-console-'));
  server = spawn(process.execPath, [bin, 'start', '--json', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started = await firstLine(server);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  expect(await ended).toBe(0);
  await rm(data, { recursive: true, force: true });
});

async function firstLine(child: ChildProcess): Promise<typeof started> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line);
  throw new Error('the server ended without saying where it is');
}

test('from the sign-in link to an account with a label', async () => {
  const { page, faults, close } = await openVisit(browser, started.address);
  await page.goto(started.signIn);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  // The sample's first twenty hours come in at once, and with them the beginnings of the rings.
  await page.getByText('YoungLinkVelocityRule').first().waitFor();

  await page.goto(`${started.address}/events?rule=YoungLinkVelocityRule`);
  await page
    .getByRole('link', { name: /\d\d:\d\d:\d\d/ })
    .first()
    .click();
  const rule = page.locator('[data-rule="YoungLinkVelocityRule"]');
  await rule.getByText('LinksPerHour >= 3').waitFor();
  await rule.getByText('LinksPerHour = ').waitFor();
  const effect = page.locator('.effect', { hasText: '+link_spam' }).first();
  await effect.getByRole('link').click();
  await page.waitForURL('**/entities/User/**');
  await page.getByText('link_spam').first().waitFor();

  await page.goto(`${started.address}/rules`);
  await page.getByText('newest edit in force').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('a link signs in once, and without it there is nothing to see', async () => {
  const { page, close } = await openVisit(browser, started.address);
  await page.goto(started.signIn);
  await page.getByText('this link was used before or is too old').waitFor();
  await page.goto(`${started.address}/events`);
  await page.waitForURL('**/sign-in**');
  await close();
});
