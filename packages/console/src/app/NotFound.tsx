/** The page for addresses that lead nowhere. */
import { Link } from '@tanstack/react-router';
import { Empty } from '../kit/States.tsx';

export function NotFound() {
  return (
    <Empty title="There is no such page" action={<Link to="/">Go to the overview</Link>}>
      The address may be from an older version, or mistyped.
    </Empty>
  );
}
