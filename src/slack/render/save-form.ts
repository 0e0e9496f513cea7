import { plainText } from './blocks.ts';
import { saveFormName } from './forms.ts';
import type { View } from './mute-form.ts';

/** The one input of the form. */
export const saveInput = 'name';

/** Asks for the name that a search is to be kept by; `metadata` as in the other forms. */
export function renderSaveForm(metadata: string): View {
  return {
    type: 'modal',
    callback_id: saveFormName,
    private_metadata: metadata,
    title: plainText('Keep this search', 24),
    submit: plainText('Save', 24),
    close: plainText('Cancel', 24),
    blocks: [
      {
        ...{ type: 'input', block_id: saveInput, label: plainText('Its name', 100) },
        element: { type: 'plain_text_input', action_id: saveInput, max_length: 40 },
        hint: plainText(
          'For you alone. Times like 6h count from when you search again. A name that is there is replaced.',
          150,
        ),
      },
    ],
  };
}
