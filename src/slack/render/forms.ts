/** The names of the forms that ask for a search, and for a name to keep one by: what Slack sends back with their answer. */
export const searchFormName = 'search';
export const saveFormName = 'save';
