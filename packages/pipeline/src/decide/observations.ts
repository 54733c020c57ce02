/** Which rulesets wait for the outside world, and what of a decision has to be journaled because of it. */
import { type Decision, observationsToJson, type Ruleset } from '@lapwing/sml';

/** True where events of this ruleset may have to wait for something outside; their results are then journaled. */
export function waitsForLookups(ruleset: Ruleset): boolean {
  return ruleset.observationSites.some((site) => site.asynchronous);
}

/** The results of look-ups alone: a replay makes the calls of memory again, on the memory of that moment. */
export function lookupsToJson(ruleset: Ruleset, decision: Decision): string {
  return observationsToJson(
    decision.observations.map((observation, site) =>
      ruleset.observationSites[site]?.asynchronous === true ? observation : undefined,
    ),
  );
}
