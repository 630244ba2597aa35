"""What can be asked across the whole business."""
