import type { Locator, Page } from '@playwright/test';

/** Cuts one tab from the network, its open sockets included, while others of the same browser stay on it. */
export async function takeTabOffline(page: Page): Promise<() => Promise<void>> {
  // One DevTools session for both: what a session emulates lasts until it says otherwise.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  const setOffline = async (offline: boolean): Promise<void> => {
    await devtools.send('Network.emulateNetworkConditions', { offline, ...unlimited });
  };
  await setOffline(true);
  return () => setOffline(false);
}

/** What a browser does to a tab that nobody looks at: its timers and tasks stop. */
export async function freezeTab(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.enable');
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  };
}

/** Notes all that an element says, from now on; call the result to read it. */
export async function watchText(element: Locator): Promise<() => Promise<readonly string[]>> {
  const watcher = await element.evaluateHandle((node) => {
    const said = [node.textContent];
    const note = (): void => void said.push(node.textContent);
    new MutationObserver(note).observe(node, { subtree: true, childList: true, characterData: true });
    return said;
  });
  return () => watcher.evaluate((said) => said);
}

/** Starts to note whether the page ever shows that nobody is signed in; call the result to read it. */
export async function watchForSignedOut(page: Page): Promise<() => Promise<boolean>> {
  const watcher = await page.evaluateHandle(() => {
    const seen = { signedOut: false };
    const look = (): void => {
      const links = [...document.querySelectorAll('header a')];
      if (links.some((link) => link.textContent === 'Log in')) seen.signedOut = true;
    };
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return seen;
  });
  return () => watcher.evaluate((seen) => seen.signedOut);
}
