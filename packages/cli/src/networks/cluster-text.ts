/** A cluster's card for a person. */
import type { Cluster, NamedShares } from '@lapwing/networks';
import { count } from '../output/progress.ts';

const MEMBERS_SHOWN = 8;
const OBJECTS_SHOWN = 3;
/** Members of whose shares a smaller part was joint are pointed out: they may be caught by accident. */
const JOINT_MIN = 0.1;
const BARS = ' ▁▂▃▄▅▆▇█';

export function clusterText(cluster: Cluster, number: number, { actorNames, objectNames }: NamedShares): string {
  const { members, edges, density, weight, expected, maxQ, objects, hours } = cluster;
  const day = (millis: number) => new Date(millis).toISOString().slice(0, 16).replace('T', ' ');
  const lines = [
    `#${number}  ${count(members.length)} actors, ${count(edges)} edges, ${(density * 100).toFixed(0)} % of their pairs`,
  ];
  lines.push(
    `    when     ${day(cluster.firstMillis)} to ${day(cluster.lastMillis)} UTC, hours 0–23 ${histogram(hours)}`,
  );
  if (expected !== null && maxQ !== null) {
    lines.push(
      `    chance   ${count(weight)} joint objects, at most ${expected.toPrecision(2)} by chance; q ≤ ${maxQ.toPrecision(2)}`,
    );
  }
  const pushed = objects.slice(0, OBJECTS_SHOWN).map((of) => `${objectNames[of.object]} (${of.members} of them)`);
  lines.push(`    pushed   ${pushed.join(', ')}`);
  const shown = members.slice(0, MEMBERS_SHOWN).map(({ actor }) => actorNames[actor]);
  lines.push(
    `    members  ${shown.join(', ')}${members.length > MEMBERS_SHOWN ? ` and ${count(members.length - MEMBERS_SHOWN)} more` : ''}`,
  );
  const doubtful = members.filter(({ shares, jointShares }) => jointShares < shares * JOINT_MIN);
  if (doubtful.length > 0) {
    const names = doubtful.slice(0, MEMBERS_SHOWN).map(({ actor }) => actorNames[actor]);
    lines.push(
      `    careful  of ${doubtful.length} under ${JOINT_MIN * 100} % of their shares are joint: ${names.join(', ')}${doubtful.length > MEMBERS_SHOWN ? ' …' : ''}`,
    );
  }
  return lines.join('\n');
}

function histogram(hours: readonly number[]): string {
  const most = Math.max(...hours, 1);
  return hours.map((value) => BARS[Math.ceil((value / most) * (BARS.length - 1))]).join('');
}
