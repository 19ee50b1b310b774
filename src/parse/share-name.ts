/** Shares that the Server service makes by itself: drive roots, ADMIN$, IPC$. FAX$, print$, NETLOGON and SYSVOL are not. */
export const isAdministrativeName = (name: string): boolean => /^(?:[a-z]|admin|ipc)\$$/i.test(name);
