/** The tests beside the rules, run on the draft. */
import { useMutation } from '@tanstack/react-query';
import { Check, FlaskConical, X } from 'lucide-react';
import { testFiles } from '../../../api/authoring.ts';
import type { TestRun } from '../../../api/authoring-types.ts';
import { Problem } from '../../../api/problem.ts';
import { Button } from '../../../kit/Button.tsx';
import { Badge } from '../../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../../kit/States.tsx';
import type { DraftBuffer } from '../draft/buffer.ts';

/** A run, and the version of the texts that it was of. */
export interface TestOutcome {
  readonly version: number;
  readonly run: TestRun;
}

export function useTests(buffer: DraftBuffer) {
  return useMutation({
    mutationFn: async (): Promise<TestOutcome> => {
      const version = buffer.version();
      return { version, run: await testFiles(buffer.overlay()) };
    },
  });
}

interface TestsPanelProps {
  readonly buffer: DraftBuffer;
  readonly tests: ReturnType<typeof useTests>;
  readonly onGoTo: (path: string, line: number) => void;
}

export function TestsPanel({ buffer, tests, onGoTo }: TestsPanelProps) {
  const { data, error, isPending, mutate } = tests;
  const bar = (
    <div className="panel-bar">
      <Button tone="primary" small onClick={() => mutate()} disabled={isPending}>
        <FlaskConical size={13} aria-hidden /> {isPending ? 'Running…' : 'Run tests'}
      </Button>
      {data !== undefined && <Summary run={data.run} />}
      {data !== undefined && data.version !== buffer.version() && <span className="faint">of an earlier text</span>}
    </div>
  );
  return (
    <>
      {bar}
      {isPending && data === undefined ? (
        <Loading rows={3} label="Running the tests" />
      ) : error !== null ? (
        <Refused error={error} />
      ) : data === undefined ? (
        <Empty title="Tests have not run yet" icon={<FlaskConical size={22} aria-hidden />}>
          Files named *.test.yaml hold events and what the rules should make of them.
        </Empty>
      ) : data.run.files.length === 0 ? (
        <Empty title="There are no tests">Add a file named, say, spam/links.test.yaml.</Empty>
      ) : (
        <Results run={data.run} onGoTo={onGoTo} />
      )}
    </>
  );
}

/** A draft that does not compile is no failure of the page. */
export function Refused({ error }: { readonly error: Error }) {
  if (!(error instanceof Problem) || error.status !== 400) return <Failed error={error} />;
  return (
    <div className="panel-pad" role="alert">
      <p className="form-error">{error.detail}</p>
      {error.findings.map(({ rendered, message }) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls sideways, which needs focus
        <pre key={message} className="diagnostics" tabIndex={0}>
          {rendered ?? message}
        </pre>
      ))}
    </div>
  );
}

function Summary({ run }: { readonly run: TestRun }) {
  const { coverage } = run;
  const silent = coverage.rules.filter(({ seen }) => seen.true === 0).length;
  return (
    <>
      <Badge tone={run.ok ? 'green' : 'red'}>
        {run.ok ? `${run.passed} passed` : `${run.failed} failed, ${run.passed} passed`}
      </Badge>
      <span className="muted num">
        coverage {Math.floor(coverage.percent)} %
        {silent > 0 && `, ${silent} of ${coverage.rules.length} rules never fired`}
      </span>
    </>
  );
}

function Results({ run, onGoTo }: { readonly run: TestRun; readonly onGoTo: TestsPanelProps['onGoTo'] }) {
  // What failed is what people look for.
  const files = [...run.files].sort((a, b) => Number(isGood(a)) - Number(isGood(b)));
  return (
    <ul className="tests">
      {files.map((file) => (
        <li key={file.path}>
          <h3>{file.path}</h3>
          {file.problem !== null && (
            <button type="button" className="test-case" onClick={() => onGoTo(file.path, file.problem?.line ?? 1)}>
              <X size={14} className="test-failed" role="img" aria-label="cannot be read" />
              line {file.problem.line}: {file.problem.message}
            </button>
          )}
          {file.cases.map(({ name, line, passed, failures }) => (
            <div key={`${line} ${name}`} className="test">
              <button type="button" className="test-case" onClick={() => onGoTo(file.path, failures[0]?.line ?? line)}>
                {passed ? (
                  <Check size={14} className="state-true" role="img" aria-label="passed" />
                ) : (
                  <X size={14} className="test-failed" role="img" aria-label="failed" />
                )}
                {name}
              </button>
              {failures.map(({ event, time, diff }) => (
                <figure key={event} className="test-diff">
                  <figcaption className="faint num">
                    event {event} at {time}
                  </figcaption>
                  <TestDiff text={diff} />
                </figure>
              ))}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function TestDiff({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls sideways, which needs focus
    <pre tabIndex={0}>
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in order
        <TestDiffLine key={index} line={line} />
      ))}
    </pre>
  );
}

function TestDiffLine({ line }: { readonly line: string }) {
  if (line.startsWith('-')) return <span className="test-expected">{`${line}   (expected)\n`}</span>;
  return line.startsWith('+') ? <span className="test-seen">{`${line}   (seen)\n`}</span> : `${line}\n`;
}

const isGood = ({ cases, problem }: TestRun['files'][number]): boolean =>
  problem === null && cases.every(({ passed }) => passed);
