import type { PressKind } from '../../core/job.ts';
import type { Block, Message } from '../../core/message.ts';
import type { JobState } from '../../core/ports.ts';
import type { Effort } from '../../core/search/engine.ts';
import type { SearchOffer, SearchWork } from '../../core/search/search-work.ts';
import { redactText } from '../../core/text/redact.ts';
import { type Line, paragraph, person, plainText, quote, say } from './blocks.ts';
import { limits, withinLimits } from './limits.ts';
import { spokenBeforeColon } from './text.ts';

type Search = JobState & Readonly<{ search?: SearchWork }>;

/** A search that has not ended: how far it is, or which way it may go, with the buttons for that. `now` in ms. */
export function renderSearch({ job, state, search }: Search, now: number): Message {
  if (!search) return { text: '', blocks: [] };
  const what = quote(whatOf(search), 200, { bold: true });
  const isEnding = search.cancelBy !== undefined;
  const lines = state === 'waiting' ? choiceLines(search.offer) : [progressLine({ state, search }, now - job.askedAt)];
  const ending: Line =
    search.cancelBy === undefined ? [] : [say('Being cancelled by '), person(search.cancelBy), say(' …')];
  const presses = isEnding ? [] : buttonsFor(state, search.offer);
  const buttons = presses.map((press) => button(press, { key: job.key, isPrimary: search.offer?.better === press }));
  return withinLimits({
    text: `Searching for ${spokenBeforeColon(whatOf(search), 200)}: ${lines.map(textOf).join(' ')}`,
    blocks: [
      ...paragraph([[say('🔎 Searching for '), what], ...lines, ...(isEnding ? [ending] : [])]),
      ...(buttons.length > 0 ? [{ type: 'actions', elements: buttons }] : []),
    ],
  });
}

/** What is looked for, as it was typed but for keys, without its options where there is more. */
function whatOf({ plan }: SearchWork): string {
  return redactText(plan.asked || plan.text);
}

/** An answer with the button that holds its log files against CloudTrail's digests, or that this is being done. */
export function withVerify(message: Message, { job, state, search }: Search, now: number): Message {
  const isFinding =
    search !== undefined && state !== 'failed' && search.engine === 'direct' && search.totals.matches > 0;
  if (!isFinding || search.verified) return message;
  const isBusy = (search.verifyingUntil ?? 0) > now;
  const more: readonly Block[] = isBusy
    ? paragraph([[say('Holding the log files against CloudTrail’s digests …', { italic: true })]])
    : [{ type: 'actions', elements: [button('verify', { key: job.key, isPrimary: false })] }];
  return withinLimits({ ...message, blocks: [...message.blocks, ...more] });
}

const words: Readonly<Partial<Record<PressKind, string>>> = {
  cancel: 'Cancel',
  direct: 'Go on directly',
  athena: 'Use Athena',
  verify: 'Verify the log files',
};

type SearchPress = 'cancel' | 'direct' | 'athena' | 'verify';

function buttonsFor(state: JobState['state'], offer: SearchOffer | undefined): readonly SearchPress[] {
  if (state !== 'waiting') return ['cancel'];
  return ['direct', ...(offer?.hasAthena ? (['athena'] as const) : []), 'cancel'];
}

function button(press: SearchPress, { key, isPrimary }: Readonly<{ key: string; isPrimary: boolean }>): Block {
  const text = plainText(words[press] ?? press, limits.buttonText);
  return { type: 'button', action_id: `search_${press}`, value: key, text, ...(isPrimary && { style: 'primary' }) };
}

function progressLine(
  { state, search }: Readonly<{ state: JobState['state']; search: SearchWork }>,
  elapsedMs: number,
): Line {
  const elapsed = `${Math.max(0, Math.round(elapsedMs / 1000))} s`;
  if (search.engine === 'athena') return [say(`With Athena: ${[...athenaParts(search), elapsed].join(' · ')}`)];
  if (!search.isSettled) return [say(`Seeing how much there is to read · ${elapsed}`)];
  const { totals, objectsTotal, runs } = search;
  const of = objectsTotal === undefined ? '' : ` of ${count(Math.max(objectsTotal, totals.objects))}`;
  const left = leftOf(search);
  const parts = [
    `${count(totals.objects)}${of} log files`,
    `${bytes(totals.compressedBytes)} read`,
    `${count(totals.records)} records`,
    `${count(totals.matches)} found`,
    elapsed,
    ...(left === undefined ? [] : [`about ${duration(left)} left`]),
    ...(search.left === 'nothing' && search.plan.verify ? ['verifying the log files …'] : []),
    ...(runs > 1 || (state === 'queued' && runs > 0) ? [`run ${state === 'queued' ? runs + 1 : runs}`] : []),
  ];
  return [say(parts.join(' · '))];
}

/** How long it takes at the pace until now, in s; nothing before there is one. */
function leftOf({ totals, objectsTotal }: SearchWork): number | undefined {
  if (objectsTotal === undefined || totals.objects === 0 || objectsTotal <= totals.objects) return undefined;
  return ((objectsTotal - totals.objects) / totals.objects) * totals.seconds;
}

function athenaParts({ athena }: SearchWork): readonly string[] {
  const { progress } = athena ?? {};
  if (!progress) return ['being asked'];
  return [progress.state, `${bytes(progress.scannedBytes)} scanned`, `${dollars(progress.dollars)} so far`];
}

/** What either way would take, in time and money, and what the better one saves. */
function choiceLines(offer: SearchOffer | undefined): readonly Line[] {
  if (!offer) return [];
  const { measured, direct, athena, hasAthena } = offer;
  const atLeast = measured.isMore ? 'more than ' : '';
  const much = `${atLeast}${count(measured.objects)} log files, ${bytes(measured.compressedBytes)}`;
  const gain = gainOf(offer);
  const recommended = (engine: 'direct' | 'athena'): string =>
    hasAthena && gain !== '' && offer.better === engine ? `, ${gain}` : '';
  return [
    [say(`To be read: ${much}. How shall it go on?`)],
    [say(`• Directly: ${effort(direct, measured.isMore)}${recommended('direct')}`)],
    hasAthena
      ? [say(`• With Athena: ${effort(athena, measured.isMore)}${recommended('athena')}`)]
      : [say('Athena is not set up here: the settings have no trail.athena.')],
    hasAthena && gain === '' ? [say('Either way is as good.')] : [],
    [say('Or cancel, and ask for a shorter time with since: and until:, which is less to read.')],
  ];
}

/** What is less waiting is worth telling from so many s on. */
const noticeable = 10;

/** What the better way saves: time, or else money; empty where a person would not notice it. */
function gainOf({ direct, athena, better }: SearchOffer): string {
  const [best, other] = better === 'direct' ? [direct, athena] : [athena, direct];
  const saved = other.seconds - best.seconds;
  if (saved >= noticeable) return `${duration(saved)} quicker`;
  return dollars(best.dollars) === dollars(other.dollars) || best.dollars > other.dollars
    ? ''
    : `${dollars(other.dollars - best.dollars)} cheaper`;
}

function effort({ seconds, dollars: cost }: Effort, isLeast: boolean): string {
  return `${isLeast ? 'at least' : 'about'} ${duration(seconds)}, ${dollars(cost)}`;
}

function textOf(line: Line): string {
  return line.map((piece) => ('text' in piece && typeof piece.text === 'string' ? piece.text : '')).join('');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 90 * 60 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function dollars(amount: number): string {
  return amount < 0.01 ? 'less than a cent' : `$${amount.toFixed(2)}`;
}

/** `12 345` with thin groups, the same for every reader. */
function count(number: number): string {
  return Math.round(number)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

function bytes(size: number): string {
  if (size < 1000) return `${size} bytes`;
  if (size < 1e6) return `${(size / 1e3).toFixed(0)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(1)} GB`;
}
