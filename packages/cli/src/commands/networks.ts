/** `lapwing networks`: who acts together, and whether chance explains it. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { calibrateCommand } from '../networks/calibrate.ts';
import { chainsCommand } from '../networks/chains.ts';
import { clustersCommand } from '../networks/clusters.ts';
import { coactionCommand } from '../networks/coaction.ts';
import { cooRTweetCommand } from '../networks/coortweet.ts';
import { layersCommand } from '../networks/layers.ts';
import { linkCommand } from '../networks/link.ts';
import { lockstepCommand } from '../networks/lockstep.ts';
import { trustCommand } from '../networks/trust.ts';

export function networksCommands(program: Command, done: (code: ExitCode) => void): void {
  const networks = program.command('networks').description('Find who acts together, and show that it is not chance');
  coactionCommand(networks, done);
  clustersCommand(networks, done);
  chainsCommand(networks, done);
  layersCommand(networks, done);
  lockstepCommand(networks, done);
  linkCommand(networks, done);
  trustCommand(networks, done);
  cooRTweetCommand(networks, done);
  calibrateCommand(networks, done);
}
