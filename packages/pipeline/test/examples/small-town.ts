/** The simulator's smallest platform without looks at posts: a few thousand events in which people, link spam and follow rings do things. */
import { beginningAt, type Scenario } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';

export async function smallTown(startMillis: number): Promise<Scenario> {
  return beginningAt({ ...(await loadScenario('tiny')), recordsViews: false }, startMillis);
}
