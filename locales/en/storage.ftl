# Words for files that cannot be read or written

storage-settings-broken = The settings file { $file } cannot be read. Using the standard settings. The file was left as it is.
storage-settings-broken-line = Line { $line } of the settings file { $file } cannot be read. Using the standard settings. The file was left as it is.
storage-settings-value = Something in the settings file { $file } cannot be used. Only that part is left out. The file was left as it is.
storage-settings-value-line = Line { $line } of the settings file { $file } cannot be used. Only that part is left out. The file was left as it is.
storage-notes-broken = Your earlier notes { $file } could not be read. They were kept as { $kept }. New notes begin now.
storage-notes-broken-stuck = Your earlier notes { $file } could not be read. New notes begin now.
storage-unreadable = { $file } cannot be opened. Using the standard settings.
storage-too-large = { $file } is too large. It was not read. The file was left as it is.
storage-not-saved = Notes cannot be saved on this computer. Please write important things on paper. The five steps and cutting the internet still work.

# Heading of a newly made settings file
storage-settings-heading =
    Settings of the first-aid kit. You may edit them with a text editor.
    language = "ja" or "en". Without it, the computer's language is used.
    text_size = "normal", "large" or "extra-large".
    contrast = "high". Without it, as the computer is set.
    Contacts are [[family]], [[bank]], [[card]], each with name and phone.
    Allowed programs are [[allowed_tools]]; only the window changes them, entries made by hand do not count.
    After changing a number, confirm it again on the settings page.
