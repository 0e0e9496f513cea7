import { type HomeRequest, mostShown } from '../../../core/home.ts';
import type { Block } from '../../../core/message.ts';
import { bullets, clock, type Line, paragraph, person, quote, say } from '../blocks.ts';
import { more, resourceLine } from '../parts.ts';
import { stateWords } from '../request-words.ts';
import { heading, linked } from './parts.ts';

/** Requests under a heading, each leading to its message, where the plan stands that is decided on; or what is said of none. */
export function requestBlocks(title: string, requests: readonly HomeRequest[], none?: string): readonly Block[] {
  if (requests.length === 0) return none === undefined ? [] : [heading(title), ...paragraph([[say(none)]])];
  const lines = requests.slice(0, mostShown).map(requestLine);
  return [heading(title), ...bullets([], [...lines, more(requests.length - lines.length)])];
}

function requestLine(request: HomeRequest): Line {
  const { title, resource, accountName = resource.accountId, state, requestedBy, expiresAt } = request;
  const [symbol, words] = stateWords[state];
  const until = state === 'awaiting' && expiresAt !== undefined ? clock(expiresAt) : undefined;
  return [
    say(`${symbol} `),
    ...linked(title, request),
    ...[say(' · '), ...resourceLine(resource), say(' in '), quote(accountName, 60)],
    say(` · ${words}`),
    ...(until ? [say(' until '), until] : []),
    ...[say(' · '), ...whoAsked(requestedBy)],
  ];
}

function whoAsked(requestedBy: string): Line {
  return requestedBy === 'auto' ? [say('asked for by the policy')] : [say('asked for by '), person(requestedBy)];
}
