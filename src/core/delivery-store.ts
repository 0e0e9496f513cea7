import type { Digest, DigestRow, Due, DueKind, Lease, Member, Queued, Slot, SlotRef } from './rows.ts';

/** What is set in a slot; `null` removes it. */
export type SlotChange = Readonly<
  Partial<Pick<Slot, 'state' | 'shown'>> & {
    [Field in
      | 'ts'
      | 'checkAt'
      | 'misses'
      | 'relookAt'
      | 'relooks'
      | 'sentAt'
      | 'shownAt'
      | 'file'
      | 'digest']?: NonNullable<Slot[Field]> | null;
  }
>;

/** What delivery remembers: messages, what is queued, who may send, digests. Every write is one conditional put or update of one item. */
export type DeliveryStore = Readonly<{
  /**
   * Makes the slot if it is not there, raises `want` and queues it; ring its channel afterwards when the slot that is
   * returned has `queue`. Repeating it is harmless: a `want` that is not above the slot's changes nothing. It is kept for so
   * long from now (`keptFor`, ms); where that is left out, as before, or for some weeks what ends by itself.
   */
  wantSlot(
    slot: SlotRef & Pick<Slot, 'lane'> & { want: number; thread?: Slot['thread']; keptFor?: number | 'for good' },
  ): Promise<Slot>;
  /** The same with a `want` one above whatever is wanted. */
  bumpSlot(slot: SlotRef & Pick<Slot, 'lane' | 'thread'>): Promise<Slot>;
  findSlot(ref: SlotRef): Promise<Slot | undefined>;
  /** All slots of one owner. */
  listSlots(owner: string): Promise<readonly Slot[]>;
  /** Queued rows of a channel in lane and time order, those after the sort key `after`. */
  listQueued(channel: string, page: Readonly<{ limit: number; after?: string }>): Promise<readonly Queued[]>;
  deleteQueued(row: Queued): Promise<void>;
  /** To sending for so long, if it is still as it was seen and queued as `ulid`; undefined when another was faster. */
  claimSlot(seen: Slot, claim: Readonly<{ ulid: string; forMs: number; threadTs?: string }>): Promise<Slot | undefined>;
  /**
   * Ends our claim with what is known now; no longer queued when something is shown and nothing newer is wanted. True when
   * its queued row may go.
   */
  recordSlot(claimed: Slot, change: SlotChange): Promise<boolean>;
  /** Changes a slot that is still as it was seen; undefined when it is not. */
  changeSlot(seen: Slot, change: SlotChange): Promise<Slot | undefined>;
  /** Into a digest and no longer queued, if it is as it was seen and nothing above `rev` is wanted: true when its queued row may go. */
  foldSlot(seen: Slot, to: Readonly<{ digest: string; rev: number }>): Promise<boolean>;
  /** No longer queued, if it is queued as `ulid` and nothing above `rev` is wanted: true when its queued row may go. */
  settleSlot(ref: SlotRef, ulid: string, rev: number): Promise<boolean>;
  /** Queues a slot to be looked at again, if its re-look is due; ring its channel afterwards. */
  queueRelook(ref: SlotRef): Promise<boolean>;

  /** The channel's lease: one sender at a time. undefined when another holds it. */
  acquireLease(channel: string): Promise<Lease | undefined>;
  /** Ten more seconds; undefined when another took it meanwhile: stop. `null` removes. */
  renewLease(
    lease: Lease,
    change?: Readonly<
      Partial<Pick<Lease, 'pausedUntil' | 'nextAt' | 'doubts' | 'fires' | 'sent'>> & {
        digest?: Digest | null;
        fireDigest?: Digest | null;
      }
    >,
  ): Promise<Lease | undefined>;
  /**
   * Gives the lease back. `empty` (nothing queued) and `waiting` (only what cannot go yet) are false when somebody rang
   * since `lease.rung`: look again. `busy` says that this channel's message is sent again, whatever rang. While a digest is
   * open the sweep rings on.
   */
  releaseLease(lease: Lease, left: 'empty' | 'waiting' | 'busy'): Promise<boolean>;
  findLease(channel: string): Promise<Lease | undefined>;
  /** Says that something is queued; true when the channel is free and `posts` should be sent `{ channel }`. */
  ring(channel: string): Promise<boolean>;

  /** Takes one call of a method that Slack counts for the whole workspace; else when one may be left, in ms. Urgent ones may take some before their time. */
  takeCall(method: 'update' | 'read', isUrgent?: boolean): Promise<'taken' | number>;
  /** Nobody calls the method before that time, in ms: Slack asked for it. */
  pauseCalls(method: 'update' | 'read', until: number): Promise<void>;

  openDigest(channel: string, lane: DigestRow['lane']): Promise<DigestRow>;
  closeDigest(id: string): Promise<void>;
  findDigest(id: string): Promise<DigestRow | undefined>;
  /** Puts what a digest says of an alert, whatever it said before. */
  putMember(digest: string, member: Member): Promise<void>;
  listMembers(digest: string): Promise<readonly Member[]>;

  /** Rows of a kind whose time has come, the oldest first. The index lags: what it names is looked at again before anything is done. */
  listDue<Kind extends DueKind>(kind: Kind, limit: number): Promise<readonly Due<Kind>[]>;
  /** Not due again before `until` (ms), if it still is as the index said: how often it was postponed by now; undefined when it is not. */
  postponeDue(due: Due<DueKind>, until: number | 'never'): Promise<number | undefined>;

  /** When something was last noted under that name, in ms. */
  findNoted(name: string): Promise<number | undefined>;
  /** Notes the time now; false when it was noted less than `atMostEvery` ms ago. */
  note(name: string, atMostEvery: number): Promise<boolean>;
  /** Notes the time now for one of many things of that name. */
  noteOne(name: string, one: string): Promise<void>;
  /** When each of them was noted last, in ms; nothing of those that were not noted for weeks. */
  listNoted(name: string): Promise<ReadonlyMap<string, number>>;
}>;
