/** The address of a comment without its id. */
export const commentAddress = (taskId: string): string =>
  `/requests/${taskId}?tab=comments&comment=`;
