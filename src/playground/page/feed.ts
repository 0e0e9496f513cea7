import type { HttpReply } from '../http.ts';
import type { Happening } from '../slack/happenings.ts';
import type { HomeTab } from '../slack/home-tab.ts';
import type { SlackStandIn } from '../slack/start.ts';
import { createMessageReader, readEphemerals } from './read-messages.ts';
import type { Delivery, Update, View, Workspace } from './wire.ts';

/** Tells every open page what happens, as server-sent events. */
export type Feed = Readonly<{ open: () => HttpReply; tellDeliveries: () => void; close: () => void }>;

type Parts = Readonly<{
  slack: SlackStandIn;
  workspace: Workspace;
  deliveries: () => readonly Delivery[];
  membersOf?: (digest: string) => Promise<readonly string[]>;
  /** Called when a page listens for the first time. */
  visited: () => void;
  failed: (error: unknown) => void;
}>;

type Write = (text: string) => void;

/** What happens at once is told at once. */
const gatherMs = 40;
/** Keeps the connection from looking dead. */
const beatMs = 15_000;

/** Follows what happens in Slack and reads anew what it touched, so that a page shows what stands there and nothing else. */
export function createFeed(parts: Parts): Feed {
  const { slack, workspace, failed } = parts;
  const pages = new Set<Write>();
  const touched = new Set<string>();
  const reader = createMessageReader(parts);
  const seen = { visit: false, isReading: false, timer: undefined as NodeJS.Timeout | undefined };
  const tell = (update: Update) => {
    for (const write of pages) write(asEvent(update));
  };
  const messagesUpdate = async (channel: string): Promise<Update> => {
    return { kind: 'messages', channel, messages: [...(await reader.read(channel))] };
  };

  /** One reading after another, so that what was read later is told later. */
  async function readTouched(): Promise<void> {
    if (seen.isReading) return;
    seen.isReading = true;
    for (const channel of takeAll(touched)) await messagesUpdate(channel).then(tell, failed);
    seen.isReading = false;
    if (touched.size > 0) seen.timer = setTimeout(readTouched, gatherMs);
  }

  const stop = slack.listen((happening) => {
    if (happening.kind === 'ephemeral') return tell(ephemeralsUpdate(slack));
    if (happening.kind === 'view') return tell(viewUpdate(happening));
    if (happening.kind === 'home') return tell(homeUpdate(happening.user, happening.home));
    reader.forget(happening.channel, threadOf(happening));
    touched.add(happening.channel);
    clearTimeout(seen.timer);
    seen.timer = setTimeout(readTouched, gatherMs);
  });
  const beat = setInterval(() => {
    for (const write of pages) write(': still here\n\n');
  }, beatMs);
  beat.unref();

  function greet(write: Write): void {
    write(asEvent({ kind: 'hello', workspace }));
    write(asEvent(ephemeralsUpdate(slack)));
    write(asEvent({ kind: 'deliveries', deliveries: [...parts.deliveries()] }));
    for (const { id } of workspace.people) {
      const home = slack.homeOf(id);
      if (home) write(asEvent(homeUpdate(id, home)));
    }
    pages.add(write);
    for (const { id } of workspace.channels) touched.add(id);
    readTouched();
    if (!seen.visit) parts.visited();
    seen.visit = true;
  }

  return {
    open: () => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      stream(write) {
        const gone = { is: false };
        const guarded: Write = (text) => {
          if (!gone.is) write(text);
        };
        greet(guarded);
        return () => {
          gone.is = true;
          pages.delete(guarded);
        };
      },
    }),
    tellDeliveries: () => tell({ kind: 'deliveries', deliveries: [...parts.deliveries()] }),
    close() {
      stop();
      clearInterval(beat);
      clearTimeout(seen.timer);
    },
  };
}

/** The thread that may be another now: a reply's, or that of the message itself; every one after a deletion. */
function threadOf(happening: Exclude<Happening, { kind: 'ephemeral' | 'view' | 'home' }>): string | undefined {
  if (happening.kind === 'deleted') return undefined;
  return happening.threadTs ?? ('ts' in happening ? happening.ts : 'none');
}

function takeAll<T>(all: Set<T>): readonly T[] {
  const taken = [...all];
  all.clear();
  return taken;
}

function ephemeralsUpdate(slack: SlackStandIn): Update {
  return { kind: 'ephemerals', messages: [...readEphemerals({ slack })] };
}

function viewUpdate({ user, view }: Extract<Happening, { kind: 'view' }>): Update {
  if (!view) return { kind: 'view', user };
  const { id, hash, title, submit, close, blocks } = view;
  const shown: View = { id, title, close, blocks: [...blocks], ...(hash && { hash }), ...(submit && { submit }) };
  return { kind: 'view', user, view: shown };
}

function homeUpdate(user: string, { blocks }: HomeTab): Update {
  return { kind: 'home', user, blocks: [...blocks] };
}

function asEvent(update: Update): string {
  return `data: ${JSON.stringify(update)}\n\n`;
}
