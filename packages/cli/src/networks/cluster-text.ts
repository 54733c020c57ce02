/** A cluster's card for a person. */
import type { Cluster, Doubt, NamedShares } from '@lapwing/networks';
import { count } from '../output/progress.ts';

const MEMBERS_SHOWN = 8;
const OBJECTS_SHOWN = 3;
const OBJECT_CHARACTERS = 60;
const BARS = ' ▁▂▃▄▅▆▇█';

export function clusterText(cluster: Cluster, number: number, { actorNames, objectNames }: NamedShares): string {
  const { members, edges, density, weight, expected, maxQ, objects, hours, typical, stability } = cluster;
  const lines = [
    `#${number}  ${count(members.length)} actors, ${count(edges)} edges, ${percent(density)} of their pairs, stability ${percent(stability)}`,
  ];
  lines.push(
    `    when     ${minuteOf(cluster.firstMillis)} to ${minuteOf(cluster.lastMillis)} UTC, hours 0–23 ${histogram(hours)}`,
  );
  if (expected !== null && maxQ !== null) {
    lines.push(
      `    chance   ${count(weight)} joint objects, at most ${expected.toPrecision(2)} by chance; q ≤ ${maxQ.toPrecision(2)}`,
    );
  }
  const pushed = objects
    .slice(0, OBJECTS_SHOWN)
    .map((of) => `${short(objectNames[of.object]!)} (${of.members} of them)`);
  lines.push(`    pushed   ${pushed.join(', ')}`);
  lines.push(`    unlike   ${baselineText(cluster)}`);
  lines.push(`    typical  ${typical.map((actor) => actorNames[actor]).join(', ')}`);
  const shown = members.slice(0, MEMBERS_SHOWN).map(({ actor }) => actorNames[actor]);
  lines.push(`    members  ${shown.join(', ')}${more(members.length)}`);
  const doubtful = members.filter(({ doubts }) => doubts.length > 0);
  if (doubtful.length > 0) {
    const names = doubtful
      .slice(0, MEMBERS_SHOWN)
      .map(({ actor, doubts }) => `${actorNames[actor]} (${doubts.map(doubtText).join(', ')})`);
    lines.push(`    careful  perhaps by accident: ${names.join(', ')}${more(doubtful.length)}`);
  }
  return lines.join('\n');
}

function baselineText({ baseline }: Cluster): string {
  const { jointShare, platformJointShare, medianGapMillis, platformMedianGapMillis, exclusivity, hourDifference } =
    baseline;
  const parts = [
    `${percent(jointShare)} of their shares are joint (everybody: ${percent(platformJointShare)})`,
    `${gap(medianGapMillis)} apart (${gap(platformMedianGapMillis)})`,
    `${percent(exclusivity)} of all shares of what they pushed`,
    `${percent(hourDifference)} at other hours`,
  ];
  return parts.join(', ');
}

function doubtText(doubt: Doubt): string {
  switch (doubt) {
    case 'few-joint':
      return 'few shares are joint';
    case 'one-edge':
      return 'hangs on one member';
    case 'unstable':
      return 'elsewhere in other runs';
  }
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const gap = (millis: number | null) => (millis === null ? 'none' : `${(millis / 1000).toPrecision(2)} s`);
const more = (all: number) => (all > MEMBERS_SHOWN ? ` and ${count(all - MEMBERS_SHOWN)} more` : '');

/** Texts are objects too: one line, and not all of it. */
function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > OBJECT_CHARACTERS ? `${line.slice(0, OBJECT_CHARACTERS - 1)}…` : line;
}

export function minuteOf(millis: number): string {
  return new Date(millis).toISOString().slice(0, 16).replace('T', ' ');
}

function histogram(hours: readonly number[]): string {
  const most = Math.max(...hours, 1);
  return hours.map((value) => BARS[Math.ceil((value / most) * (BARS.length - 1))]).join('');
}
