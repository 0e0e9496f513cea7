import type { Message } from '../core/message.ts';
import { muteOf } from '../core/mute.ts';
import { isOfferedAgain } from '../core/offered-again.ts';
import type { AlertState, JobState, Now, Results, Slot, Store } from '../core/ports.ts';
import type { Offer, RemediationRequest } from '../core/remediation.ts';
import { weighed } from '../core/repeats.ts';
import { filesBySlot, isFileSlot, type Reply } from '../core/reply.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import { escalationOf } from '../delivery/route.ts';
import type { Content } from '../delivery/send.ts';
import { cameBackName, isEscalation, readRelapse } from '../delivery/thread-names.ts';
import { offersFor, titleOf } from '../remediations/index.ts';
import { renderAlert } from '../slack/render/alert.ts';
import { renderCameBack, renderDigest } from '../slack/render/digest.ts';
import { renderEvidence } from '../slack/render/evidence.ts';
import type { Called } from '../slack/render/life.ts';
import { withinLimits } from '../slack/render/limits.ts';
import { renderReply } from '../slack/render/reply.ts';
import { renderRequest } from '../slack/render/request.ts';
import type { RequestNames } from '../slack/render/request-words.ts';
import { renderSearch, withVerify } from '../slack/render/search.ts';
import { renderEscalation, renderRelapse } from '../slack/render/thread-notes.ts';
import { looksOf } from './answer/look.ts';
import { sayingsOf } from './answer/say.ts';
import { describeQuarantined } from './notify/quarantine.ts';
import { describeDeadLetters } from './sweep/dead-letters.ts';
import { describeSilentPaths } from './sweep/paths.ts';
import { describeSilence } from './sweep/silence.ts';

type World = Readonly<{ store: Store; results: Results; settings: Settings; now: Now }>;

/**
 * What a slot shows now, by whose it is; undefined when its owner is gone or has nothing to show. In the operations channel
 * because its own channel refused it, it says so.
 */
export async function showSlot(slot: Slot, world: World): Promise<Content | undefined> {
  const content = await contentOf(slot, world);
  if (!content || slot.channel !== world.settings.slack.operations) return content;
  const slots = await world.store.listSlots(slot.owner);
  const refusing = slots.find(({ name, state }) => name === slot.name && state === 'failed');
  if (!refusing || refusing.channel === slot.channel) return content;
  const note = `The channel ${refusing.channel} does not take messages from me`;
  if (slot.owner.startsWith('JOB#'))
    return 'file' in content ? undefined : { rev: content.rev, message: undelivered(note) };
  return 'file' in content
    ? content
    : { rev: content.rev, message: noted(`${note}, so this is here.`, content.message) };
}

async function contentOf(slot: Slot, world: World): Promise<Content | undefined> {
  const { owner, name } = slot;
  const [kind, id] = splitOwner(owner);
  switch (kind) {
    case 'ALERT': {
      const state = await world.store.findAlert(id);
      if (!state) return undefined;
      if (name === 'root') return alertContent(state, world);
      if (name === 'evidence') return evidenceContent(state, slot, world);
      const note = noteContent(state, slot, world.settings);
      return note && { rev: slot.want, message: await inThread(note, { state, slot }, world) };
    }
    case 'REQ': {
      const request = await world.store.findRequest(id);
      return request && { rev: request.rev, message: renderRequest(request, namesOf(request, world.settings)) };
    }
    case 'JOB': {
      const state = await world.store.findJob(id);
      return state && jobContent(state, name, world.now());
    }
    case 'DIGEST': {
      const digest = await world.store.findDigest(id);
      if (!digest) return undefined;
      const members = await world.store.listMembers(id);
      const message = name === cameBackName ? renderCameBack(members) : renderDigest(digest, members);
      return message && { rev: slot.want, message };
    }
    case 'DEAD':
      return { rev: slot.want, message: renderReply(describeDeadLetters(id, slot.want), '☠️') };
    case 'SILENCE':
      return { rev: slot.want, message: renderReply(await silenceTold(id, slot, world), '🔇') };
    case 'QUARANTINE':
      return { rev: 1, message: renderReply(await describeQuarantined(id, world), '⚠️') };
    default:
      return undefined;
  }
}

function silenceTold(id: string, { want }: Slot, { settings, store, now }: World): Promise<Reply> {
  return id.startsWith('paths-') ? describeSilentPaths({ settings, now: now() }, store) : describeSilence(want, store);
}

async function alertContent(known: AlertState, { settings, store, now }: World): Promise<Content> {
  const state = weighed(known);
  const { alert, remediations = [], status } = state;
  const isFree = (offer: Offer): boolean => isOfferedAgain(offer, state);
  const offers = status === 'open' ? offersFor(alert, settings, remediations).filter(isFree) : [];
  const notes = remediations.map((note) => ({
    ...note,
    title: titleOf(note.remediation, note) ?? note.remediation,
  }));
  const hiding = muteOf(alert, await store.listMutes(), now());
  // Of what is over only a mute that was made on it: that one makes it anew when it ends.
  const mute = status === 'open' || hiding?.alertId === alert.id ? hiding : undefined;
  const looks = [...looksOf(alert), ...sayingsOf(state, { settings, mute })];
  const called = calledFor(state, settings);
  return { rev: state.rev, message: renderAlert(state, { offers, looks, notes, mute, called }) };
}

/** Whom the sweep has called for an alert that nobody acknowledged; undefined when nobody was, or somebody did. */
function calledFor(state: AlertState, settings: Settings): Called | undefined {
  const { alert, worst = alert.severity, status, acknowledged, since = 0, calledFor } = state;
  const isCalled = status === 'open' && !acknowledged && calledFor === since;
  return isCalled ? escalationOf({ ...alert, severity: worst }, settings) : undefined;
}

/** Undefined again when the alert opened anew and nobody knows yet who caused that: what was told stays as it is. */
async function evidenceContent(state: AlertState, slot: Slot, world: World): Promise<Content | undefined> {
  const message = renderEvidence(state);
  const rev = state.evidence?.rev ?? state.rev;
  return message && { rev, message: await inThread(message, { state, slot }, world) };
}

/** That an alert is back, or that somebody is called. */
function noteContent(state: AlertState, { name }: Slot, settings: Settings): Message | undefined {
  const relapse = readRelapse(name);
  if (relapse) return renderRelapse(relapse);
  const { alert, worst = alert.severity } = weighed(state);
  const escalation = isEscalation(name) ? escalationOf({ ...alert, severity: worst }, settings) : undefined;
  return escalation && renderEscalation(state, escalation);
}

/** Below a digest nobody would know which of its alerts is meant. */
async function inThread(
  message: Message,
  { state, slot }: Readonly<{ state: AlertState; slot: Slot }>,
  { store }: World,
): Promise<Message> {
  const root = slot.thread && (await store.findSlot({ ...slot.thread, channel: slot.channel }));
  return root?.state === 'folded' ? noted(`About: ${state.alert.title}`, message, '🧵') : message;
}

function namesOf({ resource, remediation, input }: RemediationRequest, settings: Settings): RequestNames {
  return {
    accountName: findAccount(settings, resource.accountId)?.name,
    title: titleOf(remediation, input),
    approvers: settings.access.approve,
  };
}

function jobContent(job: JobState, name: string, now: number): Content | undefined {
  const { rev, reply } = job;
  if (isFileSlot(name)) {
    const file = reply && filesBySlot(reply).get(name);
    return file && { rev, file };
  }
  if (reply) return { rev, message: withVerify(renderReply(reply, undefined, job.job.key), job, now) };
  return job.search && { rev, message: renderSearch(job, now) };
}

function noted(note: string, { text, blocks }: Message, mark = '⚠️'): Message {
  const told = renderReply({ title: note, sections: [] }, mark);
  return withinLimits({ text: `${told.text} ${text}`, blocks: [...told.blocks, ...blocks] });
}

/** Answers hold addresses, names and keys of people: they are never shown where they were not asked for. */
function undelivered(note: string): Message {
  const title = `${note}, so the answer to a search there could not be shown.`;
  return renderReply({ title, sections: [] }, '⚠️');
}

function splitOwner(owner: string): readonly [kind: string, id: string] {
  const at = owner.indexOf('#');
  return [owner.slice(0, at), owner.slice(at + 1)];
}
