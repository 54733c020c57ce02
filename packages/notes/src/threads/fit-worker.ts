/** A thread that takes blocks of a fit until it is told to end. Started by `fitOnThreads` alone. */
import { parentPort, workerData } from 'node:worker_threads';
import { BlockTeam, type FitTeamData } from './blocks.ts';

const team = new BlockTeam(workerData as FitTeamData);
parentPort?.postMessage('ready');
team.help();
