/** The brakes in the browser: halting from anywhere, settling what is held, caps, protected entities, and undoing. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserTestMillis, type Visit } from './support/browser.ts';
import { openStage, type Stage } from './support/session.ts';

vi.setConfig({ testTimeout: browserTestMillis, hookTimeout: browserTestMillis });
let calm: Stage;
let troubled: Stage;
let visit: Visit;

beforeAll(async () => {
  calm = await openStage();
});
beforeEach(async () => {
  troubled = await openStage({ troubled: true });
});
afterAll(() => calm?.close());
afterEach(async () => {
  const { faults } = visit;
  await visit.close();
  await troubled.close();
  expect(faults).toEqual([]);
});

async function open(stage: Stage, path: string): Promise<Visit['page']> {
  visit = await stage.signedIn(path);
  return visit.page;
}

async function because(page: Visit['page'], reason: string, button: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Reason/).fill(reason);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

const lastAsked = (stage: Stage) => stage.api.brakes.asked.at(-1);

describe('the halt', () => {
  it('asks why, and every page says so until somebody resumes', async () => {
    const page = await open(calm, '/brakes');
    await page.getByRole('button', { name: 'Halt everything' }).click();
    await because(page, 'a bad deployment', 'Halt everything');
    const banner = page.getByRole('region', { name: 'Automatic enforcement is halted' });
    await banner.getByText('a bad deployment').waitFor();
    expect(lastAsked(calm)).toEqual({ path: 'brakes/halt', body: { reason: 'a bad deployment' } });
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/rules');
    await banner.getByRole('button', { name: 'Resume enforcement' }).click();
    await because(page, 'rolled back', 'Resume');
    await banner.waitFor({ state: 'detached' });
    expect(calm.api.brakes.halted).toBeNull();
  });

  it('needs a reason', async () => {
    const page = await open(calm, '/brakes');
    await page.getByRole('button', { name: 'Halt everything' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Halt everything' }).click();
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(calm.api.brakes.halted).toBeNull();
  });
});

describe('held effects', () => {
  it('are released one by one, or all of a rule', async () => {
    const page = await open(troubled, '/brakes');
    const list = page.getByRole('region', { name: 'Newest held effects' });
    await list.getByText('User 9007199254740993').waitFor();
    await list.getByRole('button', { name: 'Release User/9007199254740993/spammer/1' }).click();
    await because(page, 'looked at it', 'Release');
    await page.getByText('34 wait for a person').waitFor();
    expect(lastAsked(troubled)?.body).toEqual({ ids: ['LinkFlood-cap-0'], reason: 'looked at it' });

    await page.getByRole('button', { name: 'Drop all 9 of NewAccountBurst' }).click();
    await because(page, 'the rule was wrong', 'Drop');
    await page.getByText('25 wait for a person').waitFor();
    expect(lastAsked(troubled)).toEqual({
      path: 'brakes/held/drop',
      body: { rule: 'NewAccountBurst', cause: 'emergency', reason: 'the rule was wrong' },
    });
  });

  it('are listed by rule, in the address, page by page', async () => {
    const page = await open(troubled, '/brakes');
    await page.getByRole('button', { name: 'LinkFlood', exact: true }).click();
    await page.waitForURL('**?rule=LinkFlood');
    const list = page.getByRole('region', { name: 'Newest held effects of LinkFlood' });
    await list.locator('li').nth(19).waitFor();
    await list.getByRole('button', { name: 'Show more' }).click();
    await list.locator('li').nth(25).waitFor();
  });

  it('that there are none is said', async () => {
    const page = await open(calm, '/brakes');
    await page.getByText('Nothing is held').waitFor();
    await page.getByText('Nobody is protected').waitFor();
    await page.getByText('Nothing was undone yet').waitFor();
    await page.getByText('No open alerts').waitFor();
  });
});

it('a stopped rule goes on when somebody says why', async () => {
  const page = await open(troubled, '/brakes');
  const stopped = page.getByRole('list', { name: 'Rules that the emergency brake stopped' });
  await stopped.getByText('412 of 1,830 events').waitFor();
  await stopped.getByRole('button', { name: 'Let it go on' }).click();
  await because(page, 'it is a raid', 'Let it go on');
  await stopped.waitFor({ state: 'detached' });
  expect(lastAsked(troubled)?.body).toEqual({ rule: 'NewAccountBurst', reason: 'it is a raid' });
});

it('caps show what is used, and are set', async () => {
  const page = await open(troubled, '/brakes');
  await page.getByRole('img', { name: 'LinkFlood, label spammer: 200 of 200 used' }).waitFor();
  await page.getByRole('button', { name: 'Change the cap: LinkFlood, label spammer' }).click();
  await page.getByRole('dialog').getByLabel('At most, in 1 hour').fill('500');
  await because(page, 'the raid grows', 'Set the cap');
  await page.getByRole('img', { name: 'LinkFlood, label spammer: 200 of 500 used' }).waitFor();
  await page.getByRole('button', { name: 'Set a cap' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rule', { exact: true }).fill('NewAccountBurst');
  await dialog.getByLabel('At most').fill('20');
  await dialog.getByLabel('Within').selectOption('a minute');
  await because(page, 'careful', 'Set the cap');
  expect(lastAsked(troubled)?.body).toEqual({
    ...{ scope: 'rule', rule: 'NewAccountBurst', effects: 'label', spanSeconds: 60, limit: 20, reason: 'careful' },
  });
});

it('entities are protected and not any longer', async () => {
  const page = await open(troubled, '/brakes');
  await page.getByRole('button', { name: 'Protect an entity' }).click();
  await page.getByRole('dialog').getByLabel('Id').fill('mayor');
  await because(page, 'an official', 'Protect');
  await page.getByRole('button', { name: 'Protect User mayor no longer' }).click();
  await because(page, 'left office', 'Let rules act on it');
  await page.getByRole('link', { name: 'User mayor' }).waitFor({ state: 'detached' });
});

it('what a rule did is undone after a look at what that means', async () => {
  const page = await open(troubled, '/rules');
  await page.getByRole('link', { name: 'Undo what LinkFlood did' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('Rule', { exact: true }).inputValue()).toBe('LinkFlood');
  await dialog.getByLabel(/^From/).fill('2026-03-14T00:00:00');
  await dialog.getByRole('button', { name: 'Look what that means' }).click();
  await dialog.getByText('verdicts cannot be undone: they were answers').waitFor();
  expect(troubled.api.brakes.undone).toHaveLength(1);
  await because(page, 'the pattern was too wide', 'Undo 2 labels');
  const batches = page.getByRole('list', { name: 'Undo batches, newest first' });
  await batches.getByText('the pattern was too wide').waitFor();
  expect(lastAsked(troubled)).toEqual({
    path: 'undo',
    body: {
      ...{ rule: 'LinkFlood', from: '2026-03-14T00:00:00.000Z', to: '2026-03-14T12:00:01.000Z' },
      reason: 'the pattern was too wide',
    },
  });
});

describe('alerts', () => {
  it('are acknowledged with a reason, one or all, and who did it stays to be seen', async () => {
    const page = await open(troubled, '/brakes');
    await page.getByText('3 open').waitFor();
    await page.getByRole('button', { name: /^Acknowledge: LinkFlood reached/ }).click();
    await because(page, 'a sale, expected', 'Acknowledge');
    expect(lastAsked(troubled)).toEqual({
      path: 'brakes/alerts/acknowledge',
      body: { ids: ['a2'], reason: 'a sale, expected' },
    });
    await page.getByText('2 open').waitFor();
    const list = page.getByRole('list', { name: 'Alerts, newest first' });
    expect(await list.getByRole('listitem').count()).toBe(2);
    await page.getByRole('button', { name: 'Acknowledge all' }).click();
    await because(page, 'told the owner', 'Acknowledge');
    await page.getByText('No open alerts').waitFor();
    await page.getByRole('group', { name: 'Which alerts' }).getByRole('button', { name: 'All' }).click();
    await list.getByText(/: a sale, expected$/).waitFor();
    expect(await list.getByRole('listitem').count()).toBe(3);
  });
});
