import { expect, test } from 'vitest';
import { parseScenario } from '../../src/index.ts';
import { loadScenario, PRESET_NAMES } from '../../src/scenario/load.ts';

const SMALL = 'name: small\ndays: 1\npopulation: { people: 50 }\n';

test.each(PRESET_NAMES)('the preset %s is a scenario', async (name) => {
  const scenario = await loadScenario(name);
  expect(scenario.name).toBe(name);
  expect(scenario.adversaries.length).toBeGreaterThan(0);
});

test('the preset town has every adversary there is', async () => {
  const { ADVERSARIES } = await import('../../src/index.ts');
  const { adversaries } = await loadScenario('town');
  expect([...new Set(adversaries.map(({ kind }) => kind))].sort()).toEqual(ADVERSARIES.map(({ kind }) => kind).sort());
});

test('what is left out has a default', () => {
  const parsed = parseScenario(`${SMALL}adversaries:\n  - { kind: link-spam, at: 2h30m }\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { population, adversaries, review, recordsViews } = parsed.scenario;
  expect(population).toEqual({
    people: 50,
    newcomersPerDay: 0.5,
    communities: 6,
    sessionsPerDay: 1.2,
    follows: 15,
    polarisation: 0.6,
  });
  expect(adversaries).toEqual([
    { kind: 'link-spam', accounts: 24, startMillis: 9_000_000, budgetDollars: 120, care: 0.5 },
  ]);
  expect(review.reviewers).toBe(1);
  expect(recordsViews).toBe(true);
});

test.each([
  ['', [[1, 'a scenario holds fields: name, days, population, adversaries …']]],
  ['name: x\ndays: 0\npopulation: { people: 50 }\n', [[2, 'days is 0, but has to be a number from 0.1 to 60']]],
  ['name: x\npopulation: { people: 50 }\n', [[1, 'days is missing']]],
  [
    `${SMALL}poeple: 3\n`,
    [
      [
        4,
        'there is no field poeple; it knows difficulty, start, days, name, record_views, character_limit, population, calendar, adversaries, review',
      ],
    ],
  ],
  [
    'name: x\ndays: 1\npopulation: { people: 50.5 }\n',
    [[3, 'population.people is 50.5, but has to be a whole number']],
  ],
  [`${SMALL}record_views: 3\n`, [[4, 'record_views is 3, but has to be true or false']]],
  [
    `${SMALL}start: soon\n`,
    [[4, 'start is "soon", but has to be a day or a time with its zone: 2026-01-05, 2026-01-05T08:00Z']],
  ],
  [
    `${SMALL}adversaries:\n  - kind: link-spam\n    at: 3 days\n`,
    [[6, 'adversaries[0].at is "3 days", but has to be a length of time: 2d12h, 36h, 90m']],
  ],
  [
    `${SMALL}adversaries:\n  - kind: link-spam\n    at: 2d\n`,
    [[6, 'adversaries[0].at is after the end of the scenario']],
  ],
  [
    `${SMALL}start: 2026-01-05T10:00\n`,
    [[4, 'start is "2026-01-05T10:00", but has to be a day or a time with its zone: 2026-01-05, 2026-01-05T08:00Z']],
  ],
  [`${SMALL}calendar: 5\n`, [[4, 'calendar has to be a list']]],
  [`${SMALL}review: many\n`, [[4, 'review has to hold fields']]],
] as const)('says what is wrong, and where: %j', (yaml, problems) => {
  const parsed = parseScenario(yaml);
  expect(parsed.ok ? [] : parsed.problems.map(({ line, message }) => [line, message])).toEqual(problems);
});

test('an unknown adversary is answered with those that there are; broken YAML with its line; too many accounts', () => {
  const problemsOf = (yaml: string) => {
    const parsed = parseScenario(yaml);
    return parsed.ok ? [] : parsed.problems;
  };
  expect(problemsOf(`${SMALL}adversaries:\n  - kind: spamer\n`)[0]?.message).toMatch(
    /^adversaries\[0\].kind is "spamer", but has to be one of link-spam, crypto-scam,/,
  );
  expect(problemsOf('name: x\ndays: [1\n')[0]?.line).toBeGreaterThanOrEqual(2);
  expect(problemsOf('name: x\ndays: 60\npopulation: { people: 4000000 }\n')[0]?.message).toBe(
    '6400000 accounts are more than 4000000',
  );
});

test('a scenario that cannot be read says so with its name', async () => {
  await expect(loadScenario('nowhere.yaml')).rejects.toThrow(
    /^nowhere.yaml is no preset \(tiny, town, city, nation\), and cannot be read as a file/,
  );
});
