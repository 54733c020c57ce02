/** Take an entry out. */
import { removeEntries } from '../../api/lists.ts';
import { ChangeDialog } from '../lists/ChangeDialog.tsx';

interface RemoveDialogProps {
  readonly name: string;
  readonly value: string;
  readonly onClose: () => void;
}

export function RemoveDialog({ name, value, onClose }: RemoveDialogProps) {
  return (
    <ChangeDialog
      title="Remove an entry"
      action="Remove"
      dangerous
      onClose={onClose}
      run={async (text) => {
        const { version } = await removeEntries(name, [value], text('reason'));
        return `${value} is out; version ${version}`;
      }}
    >
      <p>
        <code className="wrap-any">{value}</code> no longer matches from the next event on. Past versions keep it.
      </p>
    </ChangeDialog>
  );
}
