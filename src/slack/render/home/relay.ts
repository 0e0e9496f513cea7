import type { Relay, RelayAccount } from '../../../core/home.ts';
import type { Block } from '../../../core/message.ts';
import type { Path } from '../../../core/paths.ts';
import { duration } from '../../../core/text/duration.ts';
import { counted } from '../../../core/text/phrase.ts';
import { bullets, joined, type Line, moment, paragraph, quote, say } from '../blocks.ts';
import { more } from '../parts.ts';
import { heading } from './parts.ts';

/** So many accounts, and regions of each, are named; others are counted. */
const mostAccounts = 12;
const mostRegions = 6;

/** Whether signals reach us: when the newest came, and which accounts and regions are not heard; one line when all are. */
export function relayBlocks({ heardAt, askedAt, accounts }: Relay, now: number): readonly Block[] {
  const signs = joined([timed('Newest signal', heardAt), timed('AWS Config last asked', askedAt)], ' · ');
  return [heading('Signals from AWS'), ...paragraph([signs]), ...(accounts ? accountBlocks(accounts, now) : untried())];
}

function timed(what: string, at: number | undefined): Line {
  const when = at === undefined ? undefined : moment(at);
  return [say(`${what}: `), when ?? say('never')];
}

function untried(): readonly Block[] {
  return paragraph([[say('The settings want no daily test event, so silence of one account would not be noticed.')]]);
}

function accountBlocks(accounts: readonly RelayAccount[], now: number): readonly Block[] {
  const bad = accounts.filter(({ paths }) => paths.length === 0 || paths.some(({ state }) => state !== 'fine'));
  const regions = new Set(accounts.flatMap(({ paths }) => paths.map(({ region }) => region)));
  const all = `${counted(accounts.length, 'account')}, ${counted(regions.size, 'region')}`;
  if (bad.length === 0) return paragraph([[say(`✅ A test event came from each within a day: ${all}.`)]]);
  const fine = accounts.length - bad.length;
  return bullets(
    [say(`⚠️ ${counted(bad.length, 'account')} not fully heard`, { bold: true })],
    [
      ...bad.slice(0, mostAccounts).map((account) => accountLine(account, now)),
      more(bad.length - mostAccounts),
      fine > 0 ? [say(`✅ ${counted(fine, 'account')} fine`)] : [],
    ],
  );
}

function accountLine({ id, name, paths }: RelayAccount, now: number): Line {
  const bad = paths.filter(({ state }) => state !== 'fine');
  const told = bad.slice(0, mostRegions).map((path): Line => [quote(pathWords(path, now), 120)]);
  const left = bad.length - told.length;
  const fine = paths.length - bad.length;
  return [
    ...[quote(name, 60, { bold: true }), ...(name === id ? [] : [say(' '), quote(`(${id})`, 30)]), say(': ')],
    ...(paths.length === 0 ? [say('never heard, in no region')] : joined(told, '; ')),
    ...(left > 0 ? [say(`; and ${left} more`)] : []),
    ...(fine > 0 ? [say(`; ${counted(fine, 'region')} fine`)] : []),
  ];
}

function pathWords({ region, state, since }: Path, now: number): string {
  const lasting = since === undefined ? '' : ` ${duration(Math.max(0, now - since))}`;
  if (state === 'silent') return `${region} silent since${lasting}`;
  return lasting === '' ? `${region} never heard` : `${region} never heard, waited for since${lasting}`;
}
