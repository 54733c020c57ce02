/** Halting and resuming, from the brakes' page and from the banner. */
import { changeBrakes, refreshBrakes } from '../../api/brakes.ts';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { formatCount } from '../../lib/format.ts';

export function HaltDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title="Halt automatic enforcement"
      confirm="Halt everything"
      danger
      run={async (reason) => {
        await changeBrakes('halt', { reason });
        return 'Automatic enforcement is halted';
      }}
      onClose={onClose}
    >
      <p className="muted">
        From now on nothing that a rule wants is done: labels, verdicts and plugin effects are held. Events go on to be
        recorded, and people’s own changes work.
      </p>
    </ReasonDialog>
  );
}

export function ResumeDialog({ held, onClose }: { readonly held: number; readonly onClose: () => void }) {
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title="Resume automatic enforcement"
      confirm="Resume"
      run={async (reason) => {
        await changeBrakes('resume', { reason });
        return 'Rules act again';
      }}
      onClose={onClose}
    >
      <p className="muted">
        Rules act on what comes from now on.
        {held > 0 && ` The ${formatCount(held)} held effects stay held until somebody releases or drops them.`}
      </p>
    </ReasonDialog>
  );
}
