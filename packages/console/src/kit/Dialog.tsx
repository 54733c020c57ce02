/** A modal dialog on the platform's own element: focus is kept inside, Escape closes, focus returns. */
import { X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { IconButton } from './Button.tsx';
import './overlay.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** No visible head, for the palette; the title then serves screen readers only. */
  readonly bare?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, bare, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  // Before the element goes: closed after that, the platform would not give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // Where there is something to fill in, that comes first; the close button would be the platform's choice.
    dialog?.querySelector<HTMLElement>('.dialog-body :is(input, textarea)')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own; the click is a shortcut for it
    <dialog
      ref={ref}
      className="dialog"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      {bare !== true && (
        <header className="dialog-head">
          <h2>{title}</h2>
          <IconButton label="Close" icon={<X size={16} />} small onClick={onClose} />
        </header>
      )}
      {bare === true ? children : <div className="dialog-body">{children}</div>}
    </dialog>
  );
}
