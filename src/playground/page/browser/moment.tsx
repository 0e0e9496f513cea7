import { formatDate, fullMoment } from './time.ts';

/** A moment in the reader's time zone; resting on it shows all of it. */
export function Moment({ at, format }: { at: number; format: string }) {
  return (
    <time className="moment" dateTime={new Date(at).toISOString()} title={fullMoment(at)}>
      {formatDate(format, at)}
    </time>
  );
}
