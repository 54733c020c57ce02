/** Times and copyable ids. A time shows the reader's zone; its tooltip is exact and in UTC. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { formatClock, formatDuration, formatTime } from '../lib/format.ts';
import { IconButton } from './Button.tsx';
import './time.css';

interface TimeProps {
  readonly iso: string;
  readonly form?: 'full' | 'clock';
}

export function Time({ iso, form = 'full' }: TimeProps) {
  return (
    <time className="time" dateTime={iso} title={iso}>
      {form === 'clock' ? formatClock(iso) : formatTime(iso)}
    </time>
  );
}

/** `14 min ago`, `in 3 d`: from `iso` to `now`, which is the newest event where event time is meant. */
export function Ago({ iso, now }: { readonly iso: string; readonly now?: string | null }) {
  const seconds = ((now == null ? Date.now() : Date.parse(now)) - Date.parse(iso)) / 1000;
  const text = seconds >= 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(seconds)}`;
  return (
    <time className="time" dateTime={iso} title={iso}>
      {text}
    </time>
  );
}

/** How long "copied" stays visible. */
const copiedMillis = 1200;

export function Copyable({
  text,
  label,
  short,
}: {
  readonly text: string;
  readonly label: string;
  readonly short?: string;
}) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), copiedMillis);
    });
  };
  return (
    <span className="copyable">
      <span className="mono truncate" title={text}>
        {short ?? text}
      </span>
      <IconButton
        label={copied ? 'Copied' : `Copy ${label}`}
        icon={copied ? <Check size={13} /> : <Copy size={13} />}
        small
        onClick={copy}
      />
    </span>
  );
}
