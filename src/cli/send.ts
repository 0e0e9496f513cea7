import { userError } from '../core/errors.ts';
import { everywhere, onlyFile, readArguments } from './arguments.ts';
import { readEventFile } from './event-file.ts';
import type { Io } from './io.ts';

const usage = 'Usage: noroshi send FILE [--url PAGE]';
const defaultPage = 'http://127.0.0.1:3000';

const help = `${usage}

Delivers the events in FILE (- is standard input) to a running playground, as its topic would.

  --url PAGE       where the playground's page is; otherwise ${defaultPage}
`;

/** `noroshi send FILE [--url PAGE]`: hands the file over to a running playground; 0 when it took it. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const options = { help: everywhere.help, url: { type: 'string', default: defaultPage } } as const;
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const page = toPage(values.url);
  const file = onlyFile(positionals, usage);
  const { input } = await readEventFile(file, io);
  const delivered = await deliver(page, input);
  io.stdout.write(`Delivered ${delivered} ${delivered === 1 ? 'event' : 'events'} to ${page.origin}\n`);
  return 0;
}

function toPage(url: string): URL {
  const page = URL.canParse(url) ? new URL(url) : undefined;
  if (page?.protocol === 'http:' || page?.protocol === 'https:') return page;
  throw userError('USAGE', { problem: `${url} is no address of a page.`, usage: `For example: --url ${defaultPage}` });
}

async function deliver(page: URL, input: unknown): Promise<number> {
  const response = await fetch(new URL('/events', page), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(60_000),
  }).catch((error: unknown) => {
    throw userError('UNREACHABLE', { what: `The playground at ${page.origin}`, ...reason(error) });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && isObject(answer) && typeof answer['delivered'] === 'number') return answer['delivered'];
  const said = isObject(answer) && typeof answer['error'] === 'string' ? answer['error'] : `status ${response.status}`;
  throw userError('REFUSED', { what: `The playground at ${page.origin}`, why: said });
}

function reason(error: unknown): Readonly<{ why: string; advice?: string }> {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = isObject(cause) ? cause['code'] : undefined;
  const advice = 'Start it with npm start, or name its page with --url.';
  if (code === 'ECONNREFUSED') return { why: 'nothing listens there', advice };
  return { why: cause instanceof Error ? cause.message : String(cause) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
