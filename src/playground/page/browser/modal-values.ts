import * as z from 'zod/mini';

const Name = z.tuple([z.string(), z.string(), z.string()]);
type Values = Record<string, Record<string, Record<string, unknown>>>;

/** A modal's inputs as `view.state.values` has them (docs.slack.dev/reference/interaction-payloads/view-interactions-payload). */
export function valuesOf(form: Iterable<readonly [string, unknown]>): Values {
  const values: Values = {};
  for (const [name, value] of form) {
    const parsed = Name.safeParse(JSON.parse(name));
    if (!parsed.success || typeof value !== 'string') continue;
    const [type, block, action] = parsed.data;
    const held = type === 'plain_text_input' ? { value: value || null } : { selected_option: optionOf(value) };
    values[block] = { ...values[block], [action]: { type, ...held } };
  }
  return values;
}

function optionOf(value: string): object | null {
  return value === '' ? null : { text: { type: 'plain_text', text: value }, value };
}
