/** The rules page from draft to live: states, evidence, a second person, the candidate, versions; and axe on each of its dialogs. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rules } from './mock/ruleset.ts';
import { browserTestMillis, type Visit } from './support/browser.ts';
import { openStage, type Stage } from './support/session.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });
const [first, second, third] = rules.map(({ name }) => name);
let stage: Stage;
let visit: Visit;
/** What the browser says of answers that are no success. */
let expectedFaults: RegExp | null = null;

// Each test changes states: it gets a platform of its own.
beforeEach(async () => {
  stage = await openStage({});
  expectedFaults = null;
});
afterEach(async () => {
  const { faults } = visit;
  await visit.close();
  await stage.close();
  expect(faults.filter((fault) => expectedFaults?.test(fault) !== true)).toEqual([]);
});

async function open(path: string): Promise<Visit['page']> {
  visit = await stage.signedIn(path);
  return visit.page;
}

describe('new counters', () => {
  it('are offered to be filled from the journal, which shows how far it is and can be stopped', async () => {
    await stage.close();
    stage = await openStage({ troubled: true });
    const page = await open('/rules');
    const notice = page.getByRole('region', { name: 'New counters' });
    await notice.getByText('4 new counters began empty').waitFor();
    await notice.getByText('CrossedThreshold (rules/links.sml:9) and 1 more').waitFor();
    await notice.getByRole('button', { name: 'Fill from the journal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fill the new counters' });
    await dialog.getByLabel(/^Reason/).fill('thresholds a day long');
    await dialog.getByRole('button', { name: 'Fill', exact: true }).click();
    await notice.getByText('1,234,567 events read').waitFor();
    expect(stage.api.backfill.asked).toEqual(['thresholds a day long']);
    await notice.getByRole('button', { name: 'Stop' }).click();
    await notice.getByRole('button', { name: 'Fill from the journal' }).waitFor();
    expect(stage.api.backfill.state).toBe('stopped');
  });
});

describe('a rule', () => {
  it('shows its state in the table, and in a dialog what it does and what is known of it', async () => {
    const page = await open('/rules');
    await page.getByRole('link', { name: `shadow: change the state of ${second}` }).click();
    const dialog = page.getByRole('dialog', { name: `State of ${second}` });
    await dialog.getByText('verdict ban · final').waitFor();
    await dialog.getByText('65.7–96.7 %, 17 judged').waitFor();
    await dialog.getByText('by ana@lapwing.example').first().waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe(second);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('state')).toBeNull();
  });

  it('goes into a canary by one person where all of it can be undone', async () => {
    const page = await open(`/rules?state=${third}`);
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Change state' }).isDisabled()).toBe(true);
    await dialog.getByLabel('canary').check();
    await dialog.getByLabel('Share of entities, %').fill('2.5');
    await dialog.getByLabel('Reason').fill('a few first');
    await dialog.getByRole('button', { name: 'Change state' }).click();
    await page.getByText(`${third} is canary 2.5 % now`).waitFor();
    await page.getByRole('link', { name: `canary 2.5 %: change the state of ${third}` }).waitFor();
  });

  it('is proposed where that cannot be taken back, and its author cannot approve it', async () => {
    const page = await open(`/rules?state=${second}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('live', { exact: false }).last().check();
    await dialog.getByText('This cannot be taken back: verdict ban').waitFor();
    await dialog.getByLabel('Reason').fill('precise');
    await dialog.getByRole('button', { name: 'Propose' }).click();
    await page.getByText('Proposed: another person has to approve it').waitFor();
    const mine = page.getByRole('listitem').filter({ hasText: second! });
    await mine.getByText('needs another person').waitFor();
    expect(await mine.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await page.getByRole('link', { name: `shadow: change the state of ${second}` }).waitFor();
  });

  it('shows why a change was refused, and keeps what was written', async () => {
    expectedFaults = /409/;
    const page = await open(`/rules?state=${third}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('shadow').check();
    await dialog.getByLabel('Reason').fill('refuse this');
    await dialog.getByRole('button', { name: 'Change state' }).click();
    await dialog.getByRole('alert').getByText('every change of a state has a reason').waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('refuse this');
  });

  it('can be backtested before', async () => {
    const page = await open(`/rules?state=${second}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('none of this version yet').waitFor();
    await dialog.getByRole('button', { name: 'Backtest now' }).click();
    await dialog.getByText(/58 hits, precision 90.0 %.*over 4,812 events/).waitFor();
  });
});

it('shows on an event what would have happened', async () => {
  visit = await openSomething();
  const panel = visit.page.getByRole('region', { name: 'In shadow' });
  await panel.getByText('The candidate c4d1d47e0c4d would have done').waitFor();
  expect(await panel.getByText(second!).count()).toBe(2);
  await panel
    .getByText(/^\+spammer User\//)
    .first()
    .waitFor();
});

/** The page of an event that a rule hit. */
function openSomething(): Promise<Visit> {
  const event = stage.api.world.events.find(({ hits }) => hits.length > 0);
  return stage.signedIn(`/events/${event?.eventId}`);
}

it('approves what somebody else proposed, with the evidence at hand', async () => {
  const page = await open('/rules');
  const item = page.getByRole('listitem').filter({ hasText: 'precise enough' });
  await item.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: `Approve: ${first} to canary 10 %` });
  await dialog.getByText('It then acts, and this cannot be taken back: verdict ban.').waitFor();
  await dialog.getByText('Precision in shadow').waitFor();
  await dialog.getByLabel('Reason').fill('looked at ten of them');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('link', { name: `canary 10 %: change the state of ${first}` }).waitFor();
  expect(await page.getByText('Waiting for approval').count()).toBe(0);
});

it('shows where the candidate differs, and withdraws it', async () => {
  const page = await open('/rules');
  const panel = page.getByRole('region', { name: 'Candidate' });
  await panel.getByRole('row').filter({ hasText: third! }).getByText('21', { exact: true }).waitFor();
  await panel.getByRole('button', { name: 'Promote' }).click();
  const promote = page.getByRole('dialog', { name: 'State of the candidate' });
  await promote.getByLabel('canary').check();
  await promote.getByLabel('Reason').fill('a few first');
  await promote.getByRole('button', { name: 'Change state' }).click();
  await panel.getByText('canary 5 %').waitFor();
  await panel.getByRole('button', { name: 'Withdraw' }).click();
  const dialog = page.getByRole('dialog', { name: 'Withdraw the candidate' });
  await dialog.getByLabel('Reason').fill('no better');
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await panel.waitFor({ state: 'detached' });
});

it('shows what a version changed, rolls back, and follows the files again', async () => {
  const page = await open('/rules');
  const panel = page.getByRole('region', { name: 'Versions' });
  await panel.getByRole('button', { name: /^Changes of / }).click();
  const diff = page.getByRole('dialog');
  await diff.getByText('+    PostsLastHour > 12,').waitFor();
  await diff.getByText('now verdict limit').waitFor();
  await page.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Roll back to ea51e500ea51' }).click();
  const dialog = page.getByRole('dialog', { name: 'Roll back to ea51e500ea51' });
  await dialog.getByLabel('Reason').fill('too many hits');
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await panel.getByText('An earlier version is in force.').waitFor();
  await panel.getByRole('button', { name: 'Follow the files again' }).click();
  const follow = page.getByRole('dialog', { name: 'Follow the files again' });
  await follow.getByLabel('Reason').fill('it was fine');
  await follow.getByRole('button', { name: 'Put the files in force' }).click();
  await panel.getByText('An earlier version is in force.').waitFor({ state: 'detached' });
});

describe.each(['light', 'dark'] as const)('in the %s theme nothing is wrong with', (colorScheme) => {
  // Looking changes nothing.
  it.each([
    ['the page', null],
    ['the state dialog', `Change`],
    ['the approval dialog', 'Approve'],
    ['the diff', 'Changes'],
  ])('%s', async (_, asked) => {
    visit = await stage.signedIn(asked === 'Change' ? `/rules?state=${second}` : '/rules', colorScheme);
    const { page } = visit;
    await page.locator('.versions-table').waitFor();
    await page.locator('.candidate-table').waitFor();
    if (asked === 'Approve') await page.getByRole('button', { name: 'Approve' }).click();
    if (asked === 'Changes') await page.getByRole('button', { name: /^Changes of / }).click();
    if (asked !== null)
      await page
        .locator(asked === 'Changes' ? '.patch' : '.figures')
        .first()
        .waitFor();
    await page.evaluate(axeSource);
    const run = colorScheme === 'light' ? 'axe.run()' : "axe.run({ runOnly: ['color-contrast'] })";
    const results = (await page.evaluate(run)) as AxeResults;
    const found = results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
    expect(found).toEqual([]);
    expect(results.passes.length).toBeGreaterThan(0);
  });
});
