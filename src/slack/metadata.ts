/** The type of the metadata by which a message of ours is found again (docs.slack.dev/messaging/message-metadata). */
export const slotEvent = 'noroshi_slot';

/** The field that says which slot a message is of, and which rev of it is shown. */
export function tagged(slot: string, rev: number): Readonly<Record<string, unknown>> {
  return { metadata: { event_type: slotEvent, event_payload: { slot, rev } } };
}
