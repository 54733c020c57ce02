/** Events of a simulated town that change something: looking at posts makes four of five events, and rules have little to say about it. */
import type { Scenario } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';

const PEOPLE = 4000;

/** About 400,000 events of 4,000 people and all adversaries. */
export async function townWithoutViews(): Promise<Scenario> {
  const town = await loadScenario('town');
  return { ...town, recordsViews: false, population: { ...town.population, people: PEOPLE, communities: 50 } };
}
