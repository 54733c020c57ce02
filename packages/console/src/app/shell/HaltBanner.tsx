/** While enforcement is halted, every page says so: nobody should wonder why nothing happens. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { OctagonX } from 'lucide-react';
import { useState } from 'react';
import { brakesQuery } from '../../api/brakes.ts';
import { Button } from '../../kit/Button.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { ResumeDialog } from '../../pages/brakes/HaltDialogs.tsx';

export function HaltBanner() {
  const { data } = useQuery(brakesQuery);
  const [asking, setAsking] = useState(false);
  if (data === undefined || data.halted === null) return null;
  const { by, reason, at } = data.halted;
  return (
    <section className="halt-banner" aria-label="Automatic enforcement is halted">
      <OctagonX size={20} aria-hidden />
      <div className="grow" role="status">
        <strong>Automatic enforcement is halted.</strong> Rules record and do not act. {by}: “{reason}” (
        <Ago iso={at} now={data.at} />)
      </div>
      <Link to="/brakes" className="btn">
        {formatCount(data.held.total)} held
      </Link>
      <Button onClick={() => setAsking(true)}>Resume enforcement</Button>
      {asking && <ResumeDialog held={data.held.total} onClose={() => setAsking(false)} />}
    </section>
  );
}
