/** All adversaries by name. */
import type { Adversary } from './adversary.ts';
import { astroturf } from './astroturf.ts';
import { banEvader } from './ban-evader.ts';
import { credentialStuffing } from './credential-stuffing.ts';
import { cryptoScam } from './crypto-scam.ts';
import { disinformation } from './disinformation.ts';
import { engagementFarm } from './engagement-farm.ts';
import { followRing } from './follow-ring.ts';
import { impersonation } from './impersonation.ts';
import { linkSpam } from './link-spam.ts';
import { noteBrigade } from './note-brigade.ts';
import { noteFarm } from './note-farm.ts';
import { noteInfiltration } from './note-infiltration.ts';
import { replyBrigade } from './reply-brigade.ts';
import { reportBrigade } from './report-brigade.ts';
import { romanceScam } from './romance-scam.ts';
import { signUpFarm } from './sign-up-farm.ts';
import { starFarm } from './star-farm.ts';
import { targetedTakeover } from './targeted-takeover.ts';
import { trendHijack } from './trend-hijack.ts';
import { trollFarm } from './troll-farm.ts';

export const ADVERSARIES: readonly Adversary[] = [
  linkSpam,
  cryptoScam,
  followRing,
  engagementFarm,
  starFarm,
  signUpFarm,
  credentialStuffing,
  targetedTakeover,
  banEvader,
  replyBrigade,
  reportBrigade,
  trollFarm,
  trendHijack,
  astroturf,
  disinformation,
  impersonation,
  romanceScam,
  noteFarm,
  noteBrigade,
  noteInfiltration,
];

export function adversaryNamed(kind: string): Adversary | null {
  return ADVERSARIES.find((adversary) => adversary.kind === kind) ?? null;
}
