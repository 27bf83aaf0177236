/** The key under which a file of any format carries what the format itself has no place for. */
export const WORKBENCH_KEY = 'xception_workbench'
