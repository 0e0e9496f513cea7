import * as z from 'zod/mini';

/** A text object of Block Kit (docs.slack.dev/reference/block-kit/composition-objects/text-object). */
export const TextObject = z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string() });
export type TextObject = z.infer<typeof TextObject>;

export const Option = z.looseObject({ text: TextObject, value: z.string() });
export type Option = z.infer<typeof Option>;

export const Confirm = z.object({
  title: TextObject,
  text: TextObject,
  confirm: TextObject,
  deny: TextObject,
  style: z.optional(z.enum(['primary', 'danger'])),
});
export type Confirm = z.infer<typeof Confirm>;

const interactive = { action_id: z._default(z.string(), ''), confirm: z.optional(Confirm) };

/** The elements that somebody can press or choose from. */
export const Element = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('button'),
    ...interactive,
    text: TextObject,
    url: z.optional(z.string()),
    style: z.optional(z.enum(['primary', 'danger'])),
    accessibility_label: z.optional(z.string()),
  }),
  z.object({
    type: z.enum(['static_select', 'overflow']),
    ...interactive,
    placeholder: z.optional(TextObject),
    options: z.array(Option),
    initial_option: z.optional(Option),
  }),
]);
export type Element = z.infer<typeof Element>;

/** Those of a list that are of the schema; what is not is left out. */
export function parseAll<T>(schema: z.ZodMiniType<T>, values: unknown): readonly T[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}
