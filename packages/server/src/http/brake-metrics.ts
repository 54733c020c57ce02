/** What of the brakes belongs on a dashboard, and wakes somebody. */
import { enforcementLimits } from '@lapwing/enforcement';
import { Gauge, type Registry } from 'prom-client';
import type { System } from '../system/system.ts';

export function brakeMetrics(registry: Registry, { pipeline, effects }: System): void {
  const registers = [registry];
  new Gauge({
    name: 'lapwing_halted',
    help: '1 while automatic enforcement is halted',
    registers,
    collect() {
      this.set(pipeline.brakes?.halt == null ? 0 : 1);
    },
  });
  new Gauge({
    name: 'lapwing_rules_stopped',
    help: 'Rules that the emergency brake stopped',
    registers,
    collect() {
      this.set(pipeline.brakes?.stopped().length ?? 0);
    },
  });
  new Gauge({
    name: 'lapwing_effects_held',
    help: 'Effects that wait for a person',
    labelNames: ['rule', 'cause'],
    registers,
    async collect() {
      this.reset();
      for (const { rule, cause, count } of await effects.brakes.heldCounts('held')) this.set({ rule, cause }, count);
    },
  });
  new Gauge({
    name: 'lapwing_effects_held_limit',
    help: 'Effects that may wait for a person: of one rule, and in all',
    labelNames: ['of'],
    registers,
    collect() {
      this.set({ of: 'rule' }, enforcementLimits.heldPerRule);
      this.set({ of: 'all' }, enforcementLimits.heldInAll);
    },
  });
  new Gauge({
    name: 'lapwing_effects_held_beyond_total',
    help: 'Effects that were held while there was no room for more: they cannot be released',
    labelNames: ['rule', 'cause'],
    registers,
    async collect() {
      this.reset();
      for (const { rule, cause, count } of await effects.brakes.heldBeyond()) this.set({ rule, cause }, count);
    },
  });
  new Gauge({
    name: 'lapwing_alerts_open',
    help: 'Alerts of the brakes that nobody has acknowledged',
    registers,
    async collect() {
      this.set(await effects.brakes.openAlertCount());
    },
  });
  new Gauge({
    name: 'lapwing_alerts_total',
    help: 'Alerts of the brakes by kind',
    labelNames: ['kind'],
    registers,
    async collect() {
      for (const [kind, count] of await effects.brakes.alertCounts()) this.set({ kind }, count);
    },
  });
}
