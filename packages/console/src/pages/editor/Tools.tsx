/** The tools below the text: problems, changes, tests, tries, backtests. */
import { Maximize2, Minimize2, PanelBottomClose, PanelBottomOpen } from 'lucide-react';
import type { Position, WorkspaceEdit } from '../../api/authoring-types.ts';
import { IconButton } from '../../kit/Button.tsx';
import type { Session } from './draft/useSession.ts';
import { type PanelName, PanelTabs } from './PanelTabs.tsx';
import { BacktestPanel } from './panels/BacktestPanel.tsx';
import { ChangesPanel } from './panels/ChangesPanel.tsx';
import { ProblemsPanel } from './panels/ProblemsPanel.tsx';
import { TestsPanel, type useTests } from './panels/TestsPanel.tsx';
import { TryPanel } from './panels/TryPanel.tsx';
import type { Diagnostics, Problem } from './useDiagnostics.ts';
import './tools.css';

export type ToolsSize = 'normal' | 'tall' | 'closed';

interface ToolsProps {
  readonly session: Session;
  readonly diagnostics: Diagnostics;
  readonly problems: readonly Problem[];
  readonly tests: ReturnType<typeof useTests>;
  readonly selected: PanelName;
  readonly size: ToolsSize;
  readonly eventId: string;
  readonly onSelect: (name: PanelName) => void;
  readonly onSize: (size: ToolsSize) => void;
  readonly onEventId: (id: string) => void;
  readonly onGoTo: (path: string, position: Position) => void;
  readonly onOpen: (path: string) => void;
  readonly onFix: (edit: WorkspaceEdit) => void;
  readonly onSave: () => void;
}

export function Tools(props: ToolsProps) {
  const { session, problems, selected, size, onSelect, onSize } = props;
  const errors = problems.filter(({ diagnostic }) => diagnostic.severity === 'error').length;
  return (
    <section className="editor-panel" aria-label="Tools">
      <PanelTabs
        selected={selected}
        onSelect={onSelect}
        counts={{ problems: problems.length, changes: session.buffer.changes().length }}
        errors={errors}
      >
        {size !== 'closed' && (
          <IconButton
            label={size === 'tall' ? 'Smaller' : 'Larger'}
            icon={size === 'tall' ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
            small
            onClick={() => onSize(size === 'tall' ? 'normal' : 'tall')}
          />
        )}
        <IconButton
          label={size === 'closed' ? 'Open the tools' : 'Close the tools'}
          icon={size === 'closed' ? <PanelBottomOpen size={14} /> : <PanelBottomClose size={14} />}
          small
          onClick={() => onSize(size === 'closed' ? 'normal' : 'closed')}
        />
      </PanelTabs>
      <div
        className="panel-content"
        role="tabpanel"
        id="editor-panel"
        aria-labelledby={`tab-${selected}`}
        hidden={size === 'closed'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel of tabs is focusable, and scrolls
        tabIndex={0}
      >
        <Tool {...props} />
      </div>
    </section>
  );
}

function Tool(props: ToolsProps) {
  const { session, diagnostics, tests, selected, eventId, onEventId, onGoTo, onOpen, onFix, onSave } = props;
  const { buffer, head } = session;
  const goToLine = (path: string, line: number): void => onGoTo(path, { line: line - 1, character: 0 });
  switch (selected) {
    case 'problems':
      return <ProblemsPanel diagnostics={diagnostics} onGoTo={onGoTo} onFix={onFix} />;
    case 'changes':
      return <ChangesPanel buffer={buffer} onOpen={onOpen} />;
    case 'tests':
      return <TestsPanel buffer={buffer} tests={tests} onGoTo={goToLine} />;
    case 'try':
      return <TryPanel buffer={buffer} eventId={eventId} onEventId={onEventId} onGoTo={goToLine} />;
    case 'backtest':
      return <BacktestPanel draftId={head.id} revision={head.revision} dirty={buffer.dirty} onSave={onSave} />;
  }
}
