/** The file in a data folder that says that its posts come from a recorded web. */
export const DEMO_MARK = 'demo-web.json';
