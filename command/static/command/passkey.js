/* Passkeys on server-made pages: a form with data-passkey asks for options, lets the browser's own dialogue run, and posts what it gave. */
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  const described = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }))

  /** Options as the server says them, in the shape the browser wants (older browsers have no parse…FromJSON). */
  const wanted = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user ? { user: { ...options.user, id: bytes(options.user.id) } } : {}),
    excludeCredentials: described(options.excludeCredentials),
    allowCredentials: described(options.allowCredentials),
  })

  const said = (credential) => {
    const { response } = credential
    const names = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
    const answer = Object.fromEntries(names.filter((name) => response[name]).map((name) => [name, text(response[name])]))
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response: answer }
  }

  const WORDS = { NotAllowedError: '已取消,或设备没有通过验证。', InvalidStateError: '这台设备已经登记过。', SecurityError: '须以 https 加域名打开本页。' }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const note = form.querySelector('[role=alert]')
    const say = (words) => {
      note.textContent = words
      note.hidden = !words
    }
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      say('')
      if (!window.PublicKeyCredential) return say('这个浏览器不支持通行密钥。')
      try {
        const csrf = form.querySelector('[name=csrfmiddlewaretoken]').value
        const password = form.elements.password?.value ?? ''
        const answer = await fetch(form.dataset.options, { method: 'POST', headers: { 'X-CSRFToken': csrf }, body: new URLSearchParams({ password }) })
        const options = await answer.json()
        if (!answer.ok) return say(options.detail)
        const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: wanted(options) })
        form.elements.credential.value = JSON.stringify(said(credential))
        form.submit()
      } catch (problem) {
        say(WORDS[problem.name] ?? '没有成功,请重试。')
      }
    })
  }
})()
