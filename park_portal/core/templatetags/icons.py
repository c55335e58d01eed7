"""The line icons of the portal: name -> shapes inside a 24 x 24 box, drawn with a 1.75 stroke by `.pp-ico`."""

ICONS: dict[str, str] = {
    "alert": '<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 16.9v.1"/>',
    "arrow-down": '<path d="M12 5v13.5M6 13l6 6 6-6"/>',
    "arrow-up": '<path d="M12 19V5.5M6 11l6-6 6 6"/>',
    "back": '<path d="M4 9.5h10.5a5 5 0 0 1 0 10H9M4 9.5l4.5-4.5M4 9.5 8.5 14"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>',
    "building": '<path d="M5 20.5v-15l8-2.5v17.5M13 8.5l6 2v10M3.5 20.5h17M8 8.5h2M8 12h2M8 15.5h2"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 2.8V7M16 2.8V7"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "comment": '<path d="M4 5h16v11h-8.5L7 20v-4H4z"/>',
    "copy": '<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 5.5v-2h-12v12h2"/>',
    "door": '<path d="M6 20.5V4h9v16.5M3.5 20.5h17M12 12.3v.1M15 6.5h3v14"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "eye": '<path d="M2.5 12c2-4 5.2-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.2 6.5-9.5 6.5S4.5 16 2.5 12Z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "eye-off": '<path d="M4 4l16 16M9.5 5.8A10 10 0 0 1 12 5.5c4.3 0 7.5 2.5 9.5 6.5a14 14 0 0 1-2.7 3.6'
    'M6.3 7.6A13 13 0 0 0 2.5 12c2 4 5.2 6.5 9.5 6.5a10 10 0 0 0 4-.8M9.9 9.9a3 3 0 0 0 4.2 4.2"/>',
    "file": '<path d="M6.5 3h7.5l4.5 4.5V21h-12zM14 3v4.5h4.5"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "flag": '<path d="M5.5 21V4M5.5 4.5h12l-2.5 4 2.5 4h-12"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.4 2.3 3.6 5.2 3.6 8.5s-1.2 6.2-3.6 8.5'
    'c-2.4-2.3-3.6-5.2-3.6-8.5s1.2-6.2 3.6-8.5Z"/>',
    "idea": '<path d="M9 17.5h6M10 20.5h4M8.8 14.8A6 6 0 1 1 15.2 14.8c-.5.5-.7 1.2-.7 2.2h-5c0-1-.2-1.7-.7-2.2Z"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="m11.2 12.3 8.3-8.3M16 7.5l2.5 2.5M13.2 10.3l2 2"/>',
    "left": '<path d="m15 5-7 7 7 7"/>',
    "list": '<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.1M4 12h.1M4 17.5h.1"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13.5" rx="2"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "map": '<path d="m3.5 6 5.5-2.5 6 2.5 5.5-2.5V18L15 20.5 9 18l-5.5 2.5zM9 3.5V18M15 6v14.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "no": '<circle cx="12" cy="12" r="8.5"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "ok": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16 9.5"/>',
    "out": '<path d="M14 4H5.5v16H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.8 19.5c.5-3.4 3-5.2 6.2-5.2s5.7 1.8 6.2 5.2'
    'M16 5.4a3.5 3.5 0 0 1 0 6.3M17.7 14.7c2 .7 3.2 2.3 3.5 4.8"/>',
    "person": '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6"/>',
    "pin": '<path d="M12 21c4.5-4.7 6.8-8.1 6.8-11.2A6.8 6.8 0 0 0 5.2 9.8C5.2 12.9 7.5 16.3 12 21Z"/>'
    '<circle cx="12" cy="9.8" r="2.4"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "right": '<path d="m9 5 7 7-7 7"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "settings": '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/>'
    '<circle cx="16" cy="7" r="2.7"/><circle cx="8" cy="17" r="2.7"/>',
    "shield": '<path d="M12 3 5 5.5v5.3c0 4.7 2.8 7.9 7 9.7 4.2-1.8 7-5 7-9.7V5.5zM9 12l2.2 2.2L15.2 10"/>',
    "step-free": '<circle cx="10.5" cy="15" r="5.5"/><circle cx="10" cy="4.5" r="1.7"/>'
    '<path d="M10 7.5v6h6l2.5 5M10 10h5"/>',
    "swap": '<path d="M4 8.5h14l-3.5-4M20 15.5H6l3.5 4"/>',
    "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M4.5 20h15"/>',
}
