import { z } from 'zod';

/** Slack's own limits, docs.slack.dev/reference/block-kit; the total is what was observed, as no page says it. */
const limits = { blocks: 50, homeBlocks: 100, total: 13_200, text: 3_000, id: 255 };

const short = (max: number) => z.string().min(1).max(max);
const blockId = { block_id: short(limits.id).optional() };
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: short(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: short(max), verbatim: z.boolean().optional() });
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const image = z.strictObject({ type: z.literal('image'), image_url: short(3_000), alt_text: short(2_000) });
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: short(limits.id).optional(),
  value: z.string().max(2_000).optional(),
  url: short(3_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: short(75).optional(),
});
const option = z.strictObject({
  text: text(75),
  value: short(150),
  description: plain(75).optional(),
  url: short(3_000).optional(),
});
const select = z.strictObject({
  type: z.literal('static_select'),
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  action_id: short(limits.id).optional(),
  confirm: confirm.optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: z.array(option).min(1).max(5),
  action_id: short(limits.id).optional(),
  confirm: confirm.optional(),
});
const interactive = z.discriminatedUnion('type', [button, select, overflow]);

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
    underline: z.boolean().optional(),
  })
  .optional();
const inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal('link'),
    url: short(3_000),
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('user'), user_id: short(20), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: short(20), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: short(20), style }),
  z.strictObject({ type: z.literal('emoji'), name: short(100), unicode: z.string().optional(), style }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: short(200),
    url: short(3_000).optional(),
    fallback: z.string().optional(),
    style,
  }),
]);
const border = z.union([z.literal(0), z.literal(1)]).optional();
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline) });
const richElement = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection).min(1),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
    border,
  }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z.array(inline),
    border,
    language: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(inline), border }),
]);
const richText = z.strictObject({ type: z.literal('rich_text'), elements: z.array(richElement).min(1), ...blockId });
const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().optional() }),
]);

/** The blocks that a message of ours may hold; a type that is not here is as wrong to the stand-in as a misspelt one. */
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({ type: z.literal('header'), text: plain(150), ...blockId }),
  z
    .strictObject({
      type: z.literal('section'),
      text: text(limits.text).optional(),
      fields: z.array(text(2_000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [button, select, overflow, image]).optional(),
      expand: z.boolean().optional(),
      ...blockId,
    })
    .refine((section) => section.text ?? section.fields, 'must have text or fields'),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.discriminatedUnion('type', [image, plain(limits.text), mrkdwn(limits.text)]))
      .min(1)
      .max(10),
    ...blockId,
  }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(interactive).min(1).max(25), ...blockId }),
  z.strictObject({
    type: z.literal('image'),
    image_url: short(3_000),
    alt_text: short(2_000),
    title: plain(2_000).optional(),
    ...blockId,
  }),
  z.strictObject({ type: z.literal('markdown'), text: short(12_000), ...blockId }),
  z.strictObject({
    type: z.literal('table'),
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z
      .array(
        z
          .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
          .nullable(),
      )
      .max(20)
      .optional(),
    ...blockId,
  }),
  richText,
]);

export type BlockProblem = Readonly<{ error: string; messages: readonly string[] }>;

/** What Slack would refuse of a message's blocks, with its error code and `response_metadata.messages`; undefined when it is fine. */
export function findBlockProblem(blocks: unknown): BlockProblem | undefined {
  const problem = findShapeProblem(blocks, limits.blocks);
  if (problem) return problem;
  return JSON.stringify(blocks).length > limits.total
    ? {
        error: 'msg_blocks_too_long',
        messages: [`[ERROR] more than ${limits.total} characters [json-pointer:/blocks]`],
      }
    : undefined;
}

/** The same of a Home tab: twice as many blocks, but no table and no markdown, which only messages hold. */
export function findHomeProblem(blocks: unknown): BlockProblem | undefined {
  const kinds = z.array(z.looseObject({ type: z.string() })).safeParse(blocks).data ?? [];
  const odd = kinds.find(({ type }) => type === 'table' || type === 'markdown');
  if (odd) return { error: 'invalid_blocks', messages: [`[ERROR] unsupported type: ${odd.type}`] };
  return findShapeProblem(blocks, limits.homeBlocks);
}

function findShapeProblem(blocks: unknown, most: number): BlockProblem | undefined {
  const parsed = z.array(block).max(most).safeParse(blocks);
  if (!parsed.success) {
    const messages = parsed.error.issues.map(
      ({ message, path }) =>
        `[ERROR] ${message} [json-pointer:/blocks${path.map((step) => `/${String(step)}`).join('')}]`,
    );
    return { error: 'invalid_blocks', messages };
  }
  const messages = [...findWholeProblems(parsed.data)];
  return messages.length > 0 ? { error: 'invalid_blocks', messages } : undefined;
}

function* findWholeProblems(blocks: readonly z.infer<typeof block>[]): Generator<string> {
  if (blocks.filter(({ type }) => type === 'table').length > 1) yield '[ERROR] only_one_table_allowed';
  const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
  if (new Set(ids).size < ids.length) yield '[ERROR] block_id must be unique';
  const markdown = blocks.reduce((sum, each) => sum + (each.type === 'markdown' ? each.text.length : 0), 0);
  if (markdown > 12_000) yield '[ERROR] more than 12000 characters of markdown';
  for (const each of blocks) {
    const actions = each.type === 'actions' ? each.elements.flatMap(({ action_id }) => action_id ?? []) : [];
    if (new Set(actions).size < actions.length) yield '[ERROR] action_id must be unique in a block';
  }
}
