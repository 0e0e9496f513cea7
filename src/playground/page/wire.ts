import * as z from 'zod/mini';

/** What goes between the page's server and the page: JSON, one update after another. */

/** So many of a channel's newest messages are shown. */
export const shownMessages = 60;

const Person = z.object({
  id: z.string(),
  name: z.string(),
  realName: z.string(),
  /** What the person may do here, in words. */
  role: z.string(),
  elsewhere: z.optional(z.boolean()),
});
export type Person = z.infer<typeof Person>;

const Channel = z.object({
  id: z.string(),
  name: z.string(),
  topic: z.string(),
  private: z.optional(z.boolean()),
  /** Set for a direct message: whose it is, with the app. */
  dm: z.optional(z.string()),
});
export type Channel = z.infer<typeof Channel>;

const SharedFile = z.object({ id: z.string(), name: z.string(), title: z.string(), size: z.number() });
export type SharedFile = z.infer<typeof SharedFile>;

const Block = z.looseObject({ type: z.string(), block_id: z.optional(z.string()) });
export type Block = z.infer<typeof Block>;

const Message = z.object({
  ts: z.string(),
  channel: z.string(),
  /** A person's id, or the app's. */
  from: z.string(),
  text: z.string(),
  blocks: z.array(Block),
  threadTs: z.optional(z.string()),
  edited: z.optional(z.boolean()),
  files: z.array(SharedFile),
  /** The alert that this message shows. */
  alertId: z.optional(z.string()),
  /** The alerts that this one message tells of together, while a channel storms. */
  folded: z.optional(z.array(z.string())),
  /** The only person who sees it. */
  only: z.optional(z.string()),
});
export type Message = z.infer<typeof Message>;

const Command = z.object({ command: z.string(), description: z.string(), usageHint: z.string() });
export type Command = z.infer<typeof Command>;

const Scene = z.object({ id: z.string(), title: z.string(), shows: z.string(), json: z.string() });
export type SceneCard = z.infer<typeof Scene>;

/** What one event that was sent became. */
const Outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alert'), alertId: z.string(), title: z.string(), severity: z.string() }),
  z.object({ kind: z.literal('rejected'), why: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;

const Delivery = z.object({
  id: z.number(),
  /** ms since 1970. */
  at: z.number(),
  /** A scene's title, or where it came from. */
  title: z.string(),
  delivered: z.number(),
  outcomes: z.array(Outcome),
});
export type Delivery = z.infer<typeof Delivery>;

const Option = z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() });
const View = z.object({
  id: z.string(),
  hash: z.optional(z.string()),
  title: z.string(),
  submit: z.optional(z.string()),
  close: z.string(),
  blocks: z.array(Block),
});
export type View = z.infer<typeof View>;

const Workspace = z.object({
  team: z.object({ id: z.string(), name: z.string() }),
  app: z.object({ id: z.string(), name: z.string() }),
  people: z.array(Person),
  channels: z.array(Channel),
  /** User groups, for who is mentioned. */
  groups: z.array(z.object({ id: z.string(), handle: z.string() })),
  commands: z.array(Command),
  scenes: z.array(Scene),
  guided: z.boolean(),
});
export type Workspace = z.infer<typeof Workspace>;

const Update = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), workspace: Workspace }),
  /** Everything that stands in the channel, replies included, oldest first. */
  z.object({ kind: z.literal('messages'), channel: z.string(), messages: z.array(Message) }),
  z.object({ kind: z.literal('ephemerals'), messages: z.array(Message) }),
  /** The modal that a person has open; none closes it. */
  z.object({ kind: z.literal('view'), user: z.string(), view: z.optional(View) }),
  /** What a person's Home tab of the app shows. */
  z.object({ kind: z.literal('home'), user: z.string(), blocks: z.array(Block) }),
  z.object({ kind: z.literal('deliveries'), deliveries: z.array(Delivery) }),
]);
export type Update = z.infer<typeof Update>;

/** Reads one update; throws when it is none. */
export function parseUpdate(text: string): Update {
  return Update.parse(JSON.parse(text));
}

const CommandAct = z.object({ user: z.string(), channel: z.string(), command: z.string(), text: z.string() });
const ClickAct = z.object({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  actionId: z.string(),
  blockId: z.optional(z.string()),
  /** The option that was chosen, of a select or an overflow menu. */
  option: z.optional(Option),
});
const HomeAct = z.object({ user: z.string() });
/** A button of the Home tab. */
const PressAct = z.object({ user: z.string(), actionId: z.string(), blockId: z.optional(z.string()) });
const SubmitAct = z.object({
  user: z.string(),
  viewId: z.string(),
  /** By block id and action id, each the element's state as Slack has it. */
  values: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});
const CloseAct = z.object({ user: z.string(), viewId: z.string() });
const EventsAct = z.object({ title: z.string(), text: z.optional(z.string()), scene: z.optional(z.string()) });

/** What a person on the page can do, by its path below `/act/`. */
export const acts = {
  command: CommandAct,
  click: ClickAct,
  home: HomeAct,
  press: PressAct,
  submit: SubmitAct,
  close: CloseAct,
  events: EventsAct,
};
export type ActName = keyof typeof acts;
export type ActBody<Name extends ActName> = z.infer<(typeof acts)[Name]>;

/** What came back: the front door's status (0 when nothing came in time), and what was wrong where something was. */
export const ActAnswer = z.object({
  status: z.number(),
  problem: z.optional(z.string()),
  /** What is wrong with a modal's inputs, by block id. */
  errors: z.optional(z.record(z.string(), z.string())),
});
export type ActAnswer = z.infer<typeof ActAnswer>;
