import * as z from 'zod/mini';

const Name = z.tuple([z.string(), z.string(), z.string()]);
type State = Readonly<Record<string, unknown>>;
type Values = Record<string, Record<string, Record<string, unknown>>>;

/** A modal's inputs as `view.state.values` has them (docs.slack.dev/reference/interaction-payloads/view-interactions-payload). */
export function valuesOf(form: Iterable<readonly [string, unknown]>): Values {
  const values: Values = {};
  for (const [name, value] of form) {
    const parsed = Name.safeParse(JSON.parse(name));
    if (!parsed.success || typeof value !== 'string') continue;
    const [type, block, action] = parsed.data;
    const held = stateOf({ type, value, before: values[block]?.[action] });
    values[block] = { ...values[block], [action]: { type, ...held } };
  }
  return values;
}

/** Where several can be chosen, each comes by itself, after an empty one that says that there may be none. */
function stateOf({ type, value, before }: { type: string; value: string; before: State | undefined }): State {
  const one = value || null;
  switch (type) {
    case 'datepicker':
      return { selected_date: one };
    case 'timepicker':
      return { selected_time: one };
    case 'users_select':
      return { selected_user: one };
    case 'channels_select':
      return { selected_channel: one };
    case 'conversations_select':
      return { selected_conversation: one };
    case 'static_select':
    case 'radio_buttons':
      return { selected_option: optionOf(value) };
    case 'checkboxes':
    case 'multi_static_select':
      return { selected_options: [before?.['selected_options'] ?? [], optionOf(value) ?? []].flat() };
    default:
      return { value: one };
  }
}

/** The option as the app gave it, which the field holds as JSON. */
function optionOf(value: string): unknown {
  return value === '' ? null : JSON.parse(value);
}
