/** Take an entry out. */
import { refreshLists, removeEntries } from '../../api/lists.ts';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';

interface RemoveDialogProps {
  readonly name: string;
  readonly value: string;
  readonly onClose: () => void;
}

export function RemoveDialog({ name, value, onClose }: RemoveDialogProps) {
  return (
    <ReasonDialog
      title="Remove an entry"
      refresh={refreshLists}
      confirm="Remove"
      danger
      onClose={onClose}
      run={async (reason) => {
        const { version } = await removeEntries(name, [value], reason);
        return `${value} is out; version ${version}`;
      }}
    >
      <p>
        <code className="wrap-any">{value}</code> no longer matches from the next event on. Past versions keep it.
      </p>
    </ReasonDialog>
  );
}
