/** The tabs of the tools below the text. */
import type { KeyboardEvent, ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';

const names = ['problems', 'changes', 'tests', 'try', 'backtest'] as const;
export type PanelName = (typeof names)[number];

const labels: Record<PanelName, string> = {
  problems: 'Problems',
  changes: 'Changes',
  tests: 'Tests',
  try: 'Try on an event',
  backtest: 'Backtest',
};

export function panelName(text: string | undefined): PanelName {
  return names.find((name) => name === text) ?? 'problems';
}

interface PanelTabsProps {
  readonly selected: PanelName;
  readonly onSelect: (name: PanelName) => void;
  readonly counts: Partial<Record<PanelName, number>>;
  readonly errors: number;
  readonly children: ReactNode;
}

export function PanelTabs({ selected, onSelect, counts, errors, children }: PanelTabsProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = names[(names.indexOf(selected) + step + names.length) % names.length];
    if (next === undefined) return;
    onSelect(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs-row">
      <div className="tabs" role="tablist" aria-label="Tools">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            className="tab"
            aria-selected={name === selected}
            aria-controls="editor-panel"
            tabIndex={name === selected ? 0 : -1}
            onClick={() => onSelect(name)}
            onKeyDown={onKeyDown}
          >
            {labels[name]}
            {(counts[name] ?? 0) > 0 && (
              <span className={cx('tab-count num', name === 'problems' && errors > 0 && 'tab-errors')}>
                {counts[name]}
              </span>
            )}
          </button>
        ))}
      </div>
      <div className="row">{children}</div>
    </div>
  );
}
