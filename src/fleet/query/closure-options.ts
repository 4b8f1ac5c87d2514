/** Packages that every NixOS host has: those that nixpkgs' `system-path.nix` requires, systemd and its kin. */
export const ALWAYS: readonly string[] = [
  ..."acl bash bzip2 coreutils cpio curl dbus diffutils e2fsprogs findutils gawk glibc".split(" "),
  ..."gnugrep gnused gnutar gzip iproute2 kmod less netcat openssh patch procps".split(" "),
  ..."systemd time util-linux xz zstd".split(" "),
];

/** Names in the catalogue of sizes that stand for a whole desktop, not for a package. */
export const DESKTOP_PACKAGES: ReadonlySet<string> = new Set(
  "cinnamon gnome gnome-full lxde lxqt mate plasma xfce xfce-full xorg i3-full".split(" "),
);

/**
 * What modules bring that have no `package`, or a default for it that cannot be told. An empty list: the option
 * brings nothing of that name (`programs.chromium` writes policies only).
 */
export const OPTION_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "hardware.graphics": ["mesa"],
  "hardware.opengl": ["mesa"],
  "networking.networkmanager": ["networkmanager"],
  "programs.chromium": [],
  "programs.java": ["jdk"],
  "programs.wireshark": [],
  "services.desktopManager.gnome": ["gnome"],
  "services.desktopManager.plasma6": ["plasma"],
  "services.displayManager.gdm": ["gdm"],
  "services.displayManager.sddm": ["sddm"],
  "services.printing": ["cups"],
  "services.xserver": ["xorg"],
  "services.xserver.desktopManager.cinnamon": ["cinnamon"],
  "services.xserver.desktopManager.gnome": ["gnome"],
  "services.xserver.desktopManager.lxqt": ["lxqt"],
  "services.xserver.desktopManager.mate": ["mate"],
  "services.xserver.desktopManager.plasma5": ["plasma"],
  "services.xserver.desktopManager.xfce": ["xfce"],
  "services.xserver.displayManager.gdm": ["gdm"],
  "services.xserver.displayManager.lightdm": ["lightdm"],
  "services.xserver.displayManager.sddm": ["sddm"],
  "services.xserver.windowManager.awesome": ["awesome"],
  "services.xserver.windowManager.i3": ["i3"],
  "virtualisation.libvirtd": ["libvirt", "qemu"],
};
