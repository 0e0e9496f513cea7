import type { Alert } from './alert.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { Evidence } from './evidence.ts';
import type { Job } from './job.ts';
import type { Json } from './json.ts';
import type { QuietStore } from './quiet-store.ts';
import type { RemediationRequest, RequestState } from './remediation.ts';
import type { Resource } from './resource.ts';
import type { AlertState, JobState, RequestNote, Seen } from './rows.ts';
import type { SavedSearches } from './search/saved-search.ts';
import type { Step } from './search/search-machine.ts';
import type { WishStore } from './wish.ts';

/** Whether anything may be changed at all: the kill switch. `at` in ms; `by` a Slack user id or a name at a terminal. */
export type Switch = Readonly<{ state: 'on' | 'off'; by?: string; at?: number; reason?: string }>;

/** What we remember. Every write is one conditional put or update of one item and may run twice. */
export type Store = DeliveryStore &
  QuietStore &
  SavedSearches &
  WishStore &
  Readonly<{
    /** `new` or `undone`: go on; `done`: acknowledge. */
    putEvent(alertId: string, key: string, body: object): Promise<'new' | 'undone' | 'done'>;
    finishEvent(alertId: string, key: string): Promise<void>;
    /** The body of an event row by its sort key, as it was put; undefined when it is done or gone. */
    findUndone<Body extends object>(alertId: string, sk: string): Promise<Body | undefined>;
    /** Writes STATE when the alert changes what it says (`store/advance.ts`); an older or repeated one returns undefined. */
    advanceAlert(alert: Alert): Promise<AlertState | undefined>;
    /** Facts that came later: names and facts set, rev + 1, if `alert` is still of the opening that STATE shows and says more. */
    addFacts(alert: Alert): Promise<AlertState | undefined>;
    /** Who caused the opening that is shown, rev + 1, unless it cannot have, or a later call is known that may have. */
    addEvidence(alertId: string, evidence: Evidence): Promise<AlertState | undefined>;
    /** What became of a request of the alert, rev + 1, unless something newer of it is known. */
    noteRequest(alertId: string, note: RequestNote): Promise<AlertState | undefined>;
    findAlert(alertId: string): Promise<AlertState | undefined>;

    /** Remembers it for a day; the same twice is one. */
    putSeen(seen: Seen): Promise<void>;
    /** What was seen of a resource, the newest first, so many at most that the look stays quick. */
    listSeen<Kind extends Seen['kind']>(
      resource: Resource,
      kind: Kind,
    ): Promise<readonly Extract<Seen, { kind: Kind }>[]>;

    /** `known` when a job of that key has ended or is being answered; `search` when it is a search that goes on by itself. */
    putJob(job: Job): Promise<'new' | 'known' | 'search'>;
    updateJob(key: string, change: Partial<Omit<JobState, 'job' | 'rev'>>): Promise<JobState>;
    /** Takes a step of a search (`core/search/search-machine.ts`), rev + 1; undefined when it is not to be taken. */
    stepJob(key: string, step: Step): Promise<JobState | undefined>;
    findJob(key: string): Promise<JobState | undefined>;

    /** False when that request is there already. */
    putRequest(request: RemediationRequest): Promise<boolean>;
    /** From one of `from` to what `change` says, rev + 1; undefined when it is in another state. */
    moveRequest(
      id: string,
      from: readonly RequestState[],
      change: Partial<Omit<RemediationRequest, 'id' | 'rev'>>,
    ): Promise<RemediationRequest | undefined>;
    /** Counts a look at a request: from `looks` − 1 to `looks`; undefined when another look was faster. */
    claimLook(id: string, looks: number): Promise<RemediationRequest | undefined>;
    findRequest(id: string): Promise<RemediationRequest | undefined>;
    /** The newest attempt of a name (`requestName`) on a resource. */
    findLatestRequest(resource: Resource, name: string): Promise<RemediationRequest | undefined>;
    /** The request that a press, a command or a transition (`click`) put, if it did. */
    findRequestByClick(click: string): Promise<RemediationRequest | undefined>;
    /** The request that a button's opaque value stands for (`ticketOf`). */
    findRequestByTicket(ticket: string): Promise<RemediationRequest | undefined>;
    /** Requests that have not ended, at most so many; what came in this moment may not be among them. */
    listOpenRequests(limit: number): Promise<readonly RemediationRequest[]>;
    /** What the plan saw, put if absent, and what is there then: a crash must not replace it by a half-changed state. */
    keepBefore(requestId: string, before: Json): Promise<Json>;
    findBefore(requestId: string): Promise<Json | undefined>;
    /** Only one request changes a resource at a time. False while another holds it; the holder may take it again. */
    lockResource(resource: Resource, requestId: string, untilMs: number): Promise<boolean>;
    unlockResource(resource: Resource, requestId: string): Promise<void>;
    /** Counts a request against the hour's caps, once however often; `resource` or `account` when that cap is reached. */
    countAgainstCaps(
      request: Pick<RemediationRequest, 'id' | 'resource'>,
      caps: Readonly<{ perResourcePerHour: number; perAccountPerHour: number }>,
    ): Promise<'counted' | 'resource' | 'account'>;
    /** As it holds now: off also where somebody at a terminal wants it off, and that was not taken up yet. */
    findSwitch(): Promise<Switch>;
    /** As it was last turned, whatever is wanted at a terminal. */
    findTurned(): Promise<Switch>;
    setSwitch(to: Switch): Promise<void>;
  }>;
