/** The rules editor on the real server: from a mistake to a rule in force that fires, by keyboard where an author would. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { browserTestMillis, launchBrowser, openVisit, type Visit } from '../../console/test/support/browser.ts';
import { builtConsole } from '../../console/test/support/site.ts';
import { RULES } from '../../server/test/support/rules.ts';
import { eventOf, startServer, type TestServer } from '../../server/test/support/server.ts';

vi.setConfig({ testTimeout: 2 * browserTestMillis, hookTimeout: 2 * browserTestMillis });
const TESTS =
  'cases: [{name: later, event: {action: post, time: 2026-01-02T12:00:00Z, data: {user_id: a, text: buy later}, expect: {rules: [LaterRule]}}}]';
let server: TestServer;
let browser: Browser;
let visit: Visit;

beforeAll(async () => {
  server = await startServer({ rules: RULES, consoleDirectory: await builtConsole() });
  server.system.rules.follow();
  for (const [id, text] of [
    ['e1', 'buy later'],
    ['e2', 'good morning'],
  ] as const)
    await decide(id, text);
  await server.settled();
  browser = await launchBrowser();
  visit = await openVisit(browser, server.url);
  server.accounts.putPerson('ana@example.org', 'analyst');
  await visit.page.goto(`/sign-in#token=${server.accounts.createSignInToken('ana@example.org')}`);
  await visit.page.getByRole('heading', { name: 'Overview' }).waitFor();
});

afterAll(async () => {
  await visit?.close();
  await browser?.close();
  await server?.close();
});

async function decide(id: string, text: string) {
  const { json } = await server.send('POST', '/v1/decide', { body: eventOf(id, { user_id: id, text }) });
  return json;
}

test('a mistake, its repair, a rename, a try, a deployment, and the rule fires', async () => {
  const { page, faults } = visit;
  const editor = (path: string) => page.getByRole('textbox', { name: `Text of ${path}` });
  const keys = async (...list: string[]) => {
    for (const key of list) await page.keyboard.press(key);
  };
  await page.goto('/rules');
  await page.getByRole('link', { name: 'spam.sml:6' }).click();
  await editor('spam.sml').waitFor();

  // A mistake is told while it is typed; completion and a repair are at hand.
  await editor('spam.sml').click();
  await keys('Control+End');
  await page.keyboard.type("\nIsLater = StringToLower(s=Txet) == 'buy later'\n");
  const problem = page.getByRole('button', { name: /Error unknown identifier .* spam\.sml:18/ });
  await problem.waitFor();
  await keys('F8', 'Control+.');
  await editor('spam.sml').getByText("IsLater = StringToLower(s=Text) == 'buy later'").waitFor();
  await problem.waitFor({ state: 'detached' });
  await keys('Control+End');
  await page.keyboard.type('LaterRule = Rule(when_all=[IsLat');
  await page.getByRole('option', { name: /IsLater/, selected: true }).waitFor();
  // Right after it appears, Enter is still a new line: nobody could have meant the list.
  await page.waitForTimeout(200);
  await keys('Enter');
  await page.keyboard.type("], description=f'{UserId} will buy later'");
  await keys('Control+End');
  await editor('spam.sml').getByText('LaterRule = Rule(when_all=[IsLater]').waitFor();

  // The definition is in another file; its name is changed everywhere.
  await editor('spam.sml').getByText('IsLater = StringToLower').click();
  await keys('Home');
  for (let n = 0; n < 'IsLater = StringToLower(s=T'.length; n++) await keys('ArrowRight');
  await keys('Control+i');
  await page.locator('.doc').getByText('Text: str').first().waitFor();
  await page
    .locator('.doc')
    .getByText(/Recent values/)
    .waitFor();
  await keys('Escape', 'F12');
  await editor('models.sml').waitFor();
  await keys('F2');
  await page.getByRole('textbox', { name: 'New name' }).fill('UserId');
  await keys('Enter');
  await page.getByText('`UserId` is already defined in models.sml:2').waitFor();
  await page.getByRole('textbox', { name: 'New name' }).fill('PostText');
  await keys('Enter');
  await page.getByText('Renamed in 2 files').waitFor();
  await editor('models.sml').getByText("PostText: str = JsonData(path='$.text'").waitFor();

  // Tests, in a file of the draft's own.
  await page.getByRole('button', { name: 'New file' }).click();
  await page.getByRole('textbox', { name: /Path from/ }).fill('later.test.yaml');
  await keys('Enter');
  await editor('later.test.yaml').waitFor();
  await editor('later.test.yaml').click();
  await page.keyboard.insertText(TESTS);
  await page.getByRole('tab', { name: 'Tests' }).click();
  await page.getByRole('button', { name: 'Run tests' }).click();
  await page.getByText('1 passed').waitFor();

  // Tried on an event that was decided before.
  await page.getByRole('tab', { name: 'Try on an event' }).click();
  await page.getByLabel('Id of the event').fill('e1');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByText('LaterRule fires now').waitFor();
  const rule = page.locator('[data-rule="LaterRule"]');
  await rule.getByRole('button', { name: 'Parts of IsLater' }).click();
  await rule.getByText("StringToLower(s=PostText) == 'buy later'").first().waitFor();
  expect((await server.get('/v1/events/e1')).json.rules.map(({ name }: { name: string }) => name)).not.toContain(
    'LaterRule',
  );

  // Saved, looked at as a whole, put in force.
  await keys('Control+s');
  await page.getByRole('textbox', { name: 'Name' }).fill('Who buys later');
  await keys('Enter');
  await page.getByText('Saved as revision 1').waitFor();
  await page.getByRole('button', { name: 'Put in force…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The draft compiles').waitFor();
  await dialog.getByText('1 tests passed').waitFor();
  await dialog.getByText('No backtest').waitFor();
  await dialog.getByText('3 files change').waitFor();
  expect(await dialog.getByRole('button', { name: 'Put in force' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('the sale begins');
  await dialog.getByRole('button', { name: 'Put in force' }).click();
  await page.getByText(/^In force as /).waitFor();
  await page.getByRole('heading', { name: 'New draft' }).waitFor();
  expect((await decide('e3', 'Buy later')).rules).toMatchObject([{ name: 'LaterRule' }]);
  const { active } = (await server.get('/v1/ruleset')).json;
  const entry = await server.system.journal.get(active.position);
  expect(JSON.parse(new TextDecoder().decode(entry?.payload))).toMatchObject({
    by: 'ana@example.org',
    reason: 'the sale begins (draft “Who buys later”)',
  });
  await server.settled();
  await page.goto('/events/e3');
  await page.locator('[data-rule="LaterRule"]').getByText('e3 will buy later').waitFor();
  expect(faults).toEqual([]);
});

test('a draft is backtested where it was written', async () => {
  const { page, faults } = visit;
  await page.goto('/rules/editor?file=spam.sml');
  await page.getByRole('textbox', { name: 'Text of spam.sml' }).getByText("== 'buy now'").click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  for (let n = 0; n < 3; n++) await page.keyboard.press('Backspace');
  await page.keyboard.type('later');
  await page.getByRole('tab', { name: 'Backtest' }).click();
  await page
    .locator('.editor-panel')
    .getByRole('button', { name: /Save draft/ })
    .click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Spam is later');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'All events' }).click();
  await page.locator('.editor-panel').getByRole('button', { name: 'Backtest', exact: true }).click();
  const row = page.getByRole('row', { name: /SpamTextRule/ });
  await row.waitFor();
  expect(await row.getByRole('cell').allInnerTexts()).toMatchObject([
    'SpamTextRule',
    'changed',
    '0',
    '2',
    expect.stringContaining('2'),
    'none',
  ]);
  const report = page.getByRole('link', { name: 'Whole report' });
  const [download] = await Promise.all([page.waitForEvent('download'), report.click()]);
  expect(download.suggestedFilename()).toMatch(/^backtest-\w+\.html$/);
  expect(faults).toEqual([]);
});
